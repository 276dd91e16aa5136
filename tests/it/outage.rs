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

/// Lets every new todo fail as a server with these words would let it.
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
