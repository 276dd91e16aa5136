//! An outage is a 503: never a wrong answer, never a sign-in, never a sign-out.

use crate::harness::{Tap, TestApp, TestDatabase};

#[tokio::test]
async fn while_postgres_is_gone_pages_say_so_and_recover_by_themselves() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let variables = [("DATABASE_URL", url.as_str()), ("DB_ACQUIRE_TIMEOUT_SECS", "1")];
    let app = TestApp::on(database, &variables).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    ada.get(&todos).await.expect(200);

    tap.cut();
    for _ in 0..3 {
        let page = ada.get(&todos).await.expect(503);
        assert_eq!(page.header("retry-after"), Some("5"));
        assert!(
            page.text.contains(page.header("x-request-id").unwrap()),
            "the page names the request"
        );
    }
    ada.post(&todos, &[("title", "Lost?")]).await.expect(503);
    ada.get_json("/readyz").await.expect(503);
    ada.get_json("/healthz").await.expect(200);
    let form = [("email", ada.email.clone()), ("password", crate::harness::PASSWORD.to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    app.visitor().post("/auth/login", &form).await.expect(503);

    tap.mend();
    ada.get(&todos).await.expect(200);
    ada.get_json("/readyz").await.expect(200);
    assert_eq!(app.database.count("todos").await, 0);
    assert_eq!(app.database.count("sessions").await, 1);
}

/// Makes every new todo fail with the SQLSTATE `state` and a German message.
async fn fail(app: &TestApp, state: &str, at_commit: bool) {
    let timing = match at_commit {
        true => "CONSTRAINT TRIGGER fail AFTER INSERT ON todos DEFERRABLE INITIALLY DEFERRED",
        false => "TRIGGER fail AFTER INSERT ON todos",
    };
    let sql = format!(
        "CREATE OR REPLACE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             RAISE EXCEPTION 'Das ging schief, Kürzel {state}' USING ERRCODE = '{state}'; END $$;
         DROP TRIGGER IF EXISTS fail ON todos;
         CREATE {timing} FOR EACH ROW EXECUTE FUNCTION fail()"
    );
    app.database.run(&sql).await;
}

#[tokio::test]
async fn an_outage_is_told_by_its_code_in_any_language() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    let outages = [
        "08006", "25006", "25P03", "40001", "40P01", "53100", "53200", "53300", "55P03", "57014",
        "57P01", "57P03", "58030", "0A000", "26000",
    ];
    let values = ["22001", "22003", "22021", "22P05", "54000"];
    let faults = ["42P01", "42501", "XX000", "P0001"];
    let statuses = [(&outages[..], 503), (&values[..], 400), (&faults[..], 500)];
    for (state, status) in
        statuses.iter().flat_map(|(of, status)| of.iter().map(move |s| (s, status)))
    {
        for at_commit in [false, true] {
            fail(&app, state, at_commit).await;
            let reply = ada.post(&todos, &[("title", "Ship")]).await;
            assert_eq!(reply.status.as_u16(), *status, "{state} {at_commit}: {}", reply.text);
            assert_eq!(reply.header("retry-after").is_some(), *status == 503, "{state}");
        }
    }
    app.database.run("DROP TRIGGER fail ON todos").await;
    ada.post(&todos, &[("title", "Ship")]).await.expect(303);
}

#[tokio::test]
async fn a_locked_table_stops_neither_other_pages_nor_readiness() {
    // Requests waiting for a connection give up before those waiting for the lock.
    let variables =
        [("DB_POOL_SIZE", "4"), ("DB_POOL_OVERFLOW", "4"), ("DB_ACQUIRE_TIMEOUT_SECS", "1")];
    let app = TestApp::with(&variables).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (mut eve, other) = app.owner("Eve", "Evil").await;
    // Makes each page write something about the session before it waits.
    let idle = "UPDATE sessions SET last_seen_at = now() - interval '10 minutes', \
        refreshed_at = now() - interval '3 days'";
    app.database.run(idle).await;
    app.database.run("BEGIN; LOCK TABLE todos").await;

    // More requests than the pool has connections, for several paths, without a pause.
    let paths = [format!("/o/{slug}/todos"), format!("/o/{slug}/dashboard")];
    let readers = (0..24).map(|number| {
        let (mut window, path) = (ada.another_window(), paths[number % 2].clone());
        tokio::spawn(async move {
            loop {
                let reply = window.get(&path).await;
                assert_eq!(reply.status, 503, "{}", reply.text);
                assert_eq!(reply.header("retry-after"), Some("5"));
            }
        })
    });
    let readers: Vec<_> = readers.collect();
    let started = std::time::Instant::now();
    while started.elapsed() < std::time::Duration::from_secs(5) {
        ada.get("/account").await.expect(200);
        ada.get_json("/readyz").await.expect(200);
        eve.get(&format!("/o/{other}/members")).await.expect(200);
        eve.get_json(&format!("/api/v1/tenants/{other}/invitations")).await.expect(200);
    }
    assert!(readers.iter().all(|reader| !reader.is_finished()), "they are told to come back");
    let mut window = ada.another_window();
    window.get("/account").await.expect(200);
    window.post("/auth/logout", &[]).await.expect(303);
    readers.iter().for_each(tokio::task::JoinHandle::abort);

    app.database.run("ROLLBACK").await;
    ada.get(&paths[0]).await.expect(303);
}

/// Floods `stuck`, whose table is locked, and checks that `open` still answers.
async fn goes_on(table: &str, stuck: &str, open: &[&str]) {
    let variables =
        [("DB_POOL_SIZE", "8"), ("DB_POOL_OVERFLOW", "0"), ("DB_ACQUIRE_TIMEOUT_SECS", "1")];
    let app = TestApp::with(&variables).await;
    let mut ada = app.person("Ada").await;
    app.database.run(&format!("BEGIN; LOCK TABLE {table}")).await;
    let readers: Vec<_> = (0..16)
        .map(|_| {
            let (mut window, path) = (ada.another_window(), stuck.to_owned());
            tokio::spawn(async move {
                loop {
                    window.get(&path).await;
                }
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let started = std::time::Instant::now();
    while started.elapsed() < std::time::Duration::from_secs(3) {
        for path in open {
            match path.strip_prefix("POST ") {
                Some(path) => {
                    let form = [("email", "nobody@example.com"), ("password", "a guess")];
                    app.visitor().post(path, &form).await.expect(422);
                }
                None => drop(ada.get(path).await.expect(200)),
            }
        }
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
    app.database.run("ROLLBACK").await;
}

#[tokio::test]
async fn locked_keys_stop_no_sign_in() {
    goes_on("neon_auth.jwks", "/api/auth/jwks", &["POST /auth/login"]).await;
}

#[tokio::test]
async fn locked_links_stop_no_sign_in_by_password() {
    let stuck = "/auth/magic-link?token=unknown";
    goes_on("neon_auth.verification", stuck, &["POST /auth/login"]).await;
}

#[tokio::test]
async fn a_locked_history_stops_no_other_page_of_an_account() {
    let open = ["/account", "/account/organizations"];
    goes_on("security_events", "/account/activity", &open).await;
}

#[tokio::test]
async fn a_statement_of_a_request_has_an_end() {
    let app = TestApp::with(&[("DB_STATEMENT_TIMEOUT_SECS", "1")]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let slow = "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_sleep(60); RETURN NEW; END $$;
        CREATE TRIGGER dawdle BEFORE INSERT ON todos FOR EACH ROW EXECUTE FUNCTION dawdle()";
    app.database.run(slow).await;
    ada.post(&format!("/o/{slug}/todos"), &[("title", "Ship")]).await.expect(503);
    assert_eq!(app.database.count("todos").await, 0);
}

#[tokio::test]
async fn a_request_that_is_given_up_in_a_deadlock_may_be_sent_again() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    let two_locks = "CREATE FUNCTION lock_both() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            PERFORM pg_advisory_xact_lock(1); PERFORM pg_advisory_xact_lock(2); RETURN NEW; END $$;
        CREATE TRIGGER lock_both BEFORE INSERT ON todos FOR EACH ROW EXECUTE FUNCTION lock_both()";
    app.database.run(two_locks).await;
    let second = "BEGIN; SET LOCAL deadlock_timeout = '1min'; SELECT pg_advisory_xact_lock(2)";
    app.database.run(second).await;
    let form = [("title", "Ship")];
    let (page, ()) = futures_util::join!(ada.post(&todos, &form), async {
        // Wait until the request holds the first lock and waits for the second.
        let waits = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())";
        let waiting = async { while app.database.rows(waits, &[]).await.is_empty() {} };
        tokio::time::timeout(std::time::Duration::from_secs(10), waiting).await.unwrap();
        app.database.run("SELECT pg_advisory_xact_lock(1); COMMIT").await;
    });
    let page = page.expect(503);
    assert_eq!(page.header("retry-after"), Some("5"));
    ada.post(&todos, &form).await.expect(303);
    assert_eq!(app.database.count("todos").await, 1);
}

#[tokio::test]
async fn a_database_that_cannot_do_what_requests_do_is_not_ready() {
    let app = TestApp::spawn().await;
    let mut visitor = app.visitor();
    let name = &app.database.name;
    let faults = [
        // A standby, or a primary that was demoted.
        (
            format!("ALTER DATABASE {name} SET default_transaction_read_only = on"),
            format!(
                "SET default_transaction_read_only = off; ALTER DATABASE {name} RESET default_transaction_read_only"
            ),
        ),
        // Program files that don't match, a function that is missing.
        (
            String::from("ALTER FUNCTION probe_readiness() RENAME TO probe_readiness_before"),
            String::from("ALTER FUNCTION probe_readiness_before() RENAME TO probe_readiness"),
        ),
        // A full disk.
        (
            String::from(
                "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                     RAISE EXCEPTION 'kein Platz' USING ERRCODE = '53100'; END $$;
                 CREATE TRIGGER no_space BEFORE INSERT ON readiness_probes
                 FOR EACH ROW EXECUTE FUNCTION no_space()",
            ),
            String::from("DROP TRIGGER no_space ON readiness_probes"),
        ),
        // An older schema.
        (
            String::from(
                "UPDATE __diesel_schema_migrations SET version = 'x' WHERE version = '20261121000009'",
            ),
            String::from(
                "UPDATE __diesel_schema_migrations SET version = '20261121000009' WHERE version = 'x'",
            ),
        ),
    ];
    let fresh = async || tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    visitor.get_json("/readyz").await.expect(200);
    for (fault, mend) in faults {
        app.database.run(&fault).await;
        drop_connections(&app).await;
        fresh().await;
        let reply = visitor.get_json("/readyz").await.expect(503);
        assert_eq!(reply.header("retry-after"), Some("5"), "{fault}");
        app.database.run(&mend).await;
        drop_connections(&app).await;
        fresh().await;
        visitor.get_json("/readyz").await.expect(200);
    }
    assert_eq!(app.database.count("readiness_probes").await, 0, "nothing stays");
}

/// Drops all connections, since a database's settings apply only to new ones.
async fn drop_connections(app: &TestApp) {
    let sql = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()";
    app.database.rows(sql, &[]).await;
}

#[tokio::test]
async fn a_changed_column_costs_one_answer_and_not_minutes() {
    let variables = [("DB_POOL_SIZE", "3"), ("DB_POOL_OVERFLOW", "0")];
    let app = TestApp::with(&variables).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    ada.post(&todos, &[("title", "Ship")]).await.expect(303);
    for kind in ["text", "varchar(300)", "text"] {
        // Several times and in parallel, so that every connection has it prepared.
        for _ in 0..6 {
            let mut windows: Vec<_> = (0..3).map(|_| ada.another_window()).collect();
            let asked = windows.iter_mut().map(|window| window.get(&todos));
            futures_util::future::join_all(asked).await;
        }
        app.database.run(&format!("ALTER TABLE todos ALTER COLUMN title TYPE {kind}")).await;
        let first = ada.get(&todos).await;
        if first.status != 200 {
            assert_eq!(first.header("retry-after"), Some("5"), "{}", first.text);
        }
        for _ in 0..8 {
            ada.get(&todos).await.expect(200);
        }
        ada.get_json("/readyz").await.expect(200);
    }
}
