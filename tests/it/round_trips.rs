//! Counts what a request costs the database.

use crate::harness::{Browser, ORIGIN, Tap, TestApp, TestDatabase};

async fn tapped() -> (TestApp, Tap) {
    tapped_with("100000").await
}

/// Allows `tries` attempts a minute.
async fn tapped_with(tries: &str) -> (TestApp, Tap) {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let variables = [("DATABASE_URL", url.as_str()), ("RATE_LIMIT_AUTH_PER_MINUTE", tries)];
    let app = TestApp::on(database, &variables).await;
    (app, tap)
}

/// Returns the fewest round trips that an exchange took, and its statements. On a busy
/// machine, what travels together may now and then leave in two parts.
async fn fewest<T>(tap: &Tap, exchange: impl AsyncFn() -> T) -> (usize, Vec<String>) {
    let mut costs = Vec::new();
    for _ in 0..6 {
        costs.push(tap.count(exchange()).await);
    }
    costs.into_iter().min_by_key(|(trips, _)| *trips).unwrap()
}

/// Returns the round trips and statements of one GET whose statements are prepared.
async fn cost(tap: &Tap, browser: &mut Browser, path: &str) -> (usize, Vec<String>) {
    for _ in 0..4 {
        browser.get(path).await.expect(200);
    }
    tap.count(async { browser.get(path).await.expect(200) }).await
}

#[tokio::test]
async fn a_signed_in_tenant_page_is_one_round_trip() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;

    for page in [
        "todos",
        "todos?filter=open&order=due",
        "dashboard",
        "insights",
        "members",
        "members?q=a&filter=owner&sort=name",
        "invitations",
        "settings/access",
        "requests",
    ] {
        let (trips, statements) = cost(&tap, &mut ada, &format!("/o/{slug}/{page}")).await;
        assert_eq!(trips, 1, "{page}: {statements:#?}");
        assert_eq!(statements.first().map(String::as_str), Some("BEGIN READ ONLY"));
        assert!(statements[1].contains("WITH caller AS MATERIALIZED"), "{statements:#?}");
        assert_eq!(statements.last().map(String::as_str), Some("COMMIT"));
    }
}

#[tokio::test]
async fn what_is_noted_of_a_session_now_and_then_is_written_after_the_page() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let idle = "UPDATE sessions SET last_seen_at = now() - interval '10 minutes', \
        refreshed_at = now() - interval '2 days'";
    for path in
        [format!("/o/{slug}/todos"), String::from("/account"), String::from("/api/v1/auth/me")]
    {
        for _ in 0..4 {
            app.database.run(idle).await;
            ada.get(&path).await.expect(200);
        }
        app.database.run(idle).await;
        tap.take();
        ada.get(&path).await.expect(200);
        let statements = tap.take();
        let noted = statements.iter().position(|sql| sql.starts_with("UPDATE \"sessions\""));
        let read = statements.iter().position(|sql| sql.contains("sessions s"));
        assert!(read < noted, "{path}: {statements:#?}");
        let idle = "SELECT 1 FROM sessions WHERE last_seen_at < now() - interval '9 minutes'
            OR refreshed_at < now() - interval '1 day'";
        assert_eq!(app.database.rows(idle, &[]).await.len(), 0, "{path}");
    }
}

#[tokio::test]
async fn pages_without_a_tenant_cost_no_more() {
    let (app, tap) = tapped().await;
    let (mut ada, _) = app.owner("Ada", "Acme").await;

    for page in ["/auth/select-tenant", "/account", "/account/organizations"] {
        let (trips, statements) = cost(&tap, &mut ada, page).await;
        assert_eq!(trips, 1, "{page}: {statements:#?}");
    }
}

#[tokio::test]
async fn no_credential_and_a_malformed_one_cost_nothing() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let path = format!("/o/{slug}/todos");
    let cookie = ada.cookies["tenantry"].clone();
    tap.take();

    app.visitor().get(&path).await.expect(303);
    let flipped =
        cookie.replacen(&cookie[10..11], if &cookie[10..11] == "x" { "y" } else { "x" }, 1);
    ada.cookies.insert(String::from("tenantry"), flipped);
    ada.get(&path).await.expect(303);
    for bearer in ["x", "", "not.a.token", &"a".repeat(10_000)] {
        let request =
            app.visitor().request(reqwest::Method::GET, &format!("/api/v1/tenants/{slug}/todos"));
        let reply =
            app.visitor().send(request.header("authorization", format!("Bearer {bearer}"))).await;
        assert_eq!(reply.status, 401, "{bearer:.20}");
    }
    app.visitor().post_json("/auth/neon-callback", serde_json::json!({})).await.expect(401);

    assert_eq!(tap.take(), Vec::<String>::new());
}

#[tokio::test]
async fn an_unknown_token_at_the_callback_costs_one_statement() {
    let (app, tap) = tapped().await;
    let token = tenantry::secret::random_token(32);
    tap.take();

    let body = serde_json::json!({ "token": token });
    let reply = app.visitor().post_json("/auth/neon-callback", body).await.expect(401);
    assert_eq!(reply.json()["error"], "Invalid session");

    let statements: Vec<_> =
        tap.take().into_iter().filter(|sql| !sql.is_empty() && !sql.starts_with("SET ")).collect();
    assert_eq!(statements.len(), 1, "{statements:#?}");
}

#[tokio::test]
async fn the_limits_cost_a_sign_in_no_round_trip() {
    let mut costs = Vec::new();
    for tries in ["100000", "0"] {
        let (app, tap) = tapped_with(tries).await;
        let ada = app.person("Ada").await;
        let body = serde_json::json!({ "email": ada.email, "password": crate::harness::PASSWORD });
        let sign_in =
            async || app.visitor().post_json("/api/v1/auth/signin", body.clone()).await.expect(200);
        for _ in 0..4 {
            sign_in().await;
        }
        let (trips, statements) = fewest(&tap, sign_in).await;
        let counted = statements.iter().filter(|sql| sql.contains("take_rate_limits")).count();
        costs.push((trips, counted));
    }
    let (free, none) = costs[1];
    assert_eq!((costs[0], none), ((free, 1), 0));
}

#[tokio::test]
async fn a_copy_of_ones_data_reads_ones_own_todos_only() {
    let (app, tap) = tapped().await;
    let (mut eve, slug) = app.owner("Eve", "Acme").await;
    let mut ada = app.person("Ada").await;
    app.join(&mut eve, &slug, &mut ada, "member").await;
    ada.post(&format!("/o/{slug}/todos"), &[("title", "Ada's own")]).await.expect(303);
    let many = "INSERT INTO todos (tenant_id, id, author_id, title, shared, created_at)
        SELECT m.tenant_id, gen_random_uuid(), m.user_id, 'Eve''s', true, now()
        FROM memberships m, generate_series(1, 100) WHERE m.role = 'owner'";
    app.database.run(many).await;
    tap.take();
    let copy = ada.post("/account/export", &[]).await.expect(200).json();
    assert_eq!(copy["organizations"][0]["todos"][0]["title"], "Ada's own");
    let reading = tap.take().iter().filter(|sql| sql.contains("\"todos\"")).count();
    assert_eq!(reading, 1, "one page is all");
}

#[tokio::test]
async fn a_sign_in_at_our_page_looks_up_nothing_that_it_has_just_written() {
    let (app, tap) = tapped().await;
    let ada = app.person("Ada").await;
    let form = [("email", ada.email.as_str()), ("password", crate::harness::PASSWORD)];
    let sign_in = async || app.visitor().post("/auth/login", &form).await.expect(303);
    for _ in 0..4 {
        sign_in().await;
    }
    let (trips, statements) = fewest(&tap, sign_in).await;
    assert_eq!((trips, statements.len()), (2, 5), "{statements:#?}");
    let begins = r#"SELECT "neon_auth"."session"."#;
    assert!(!statements.iter().any(|sql| sql.starts_with(begins)), "{statements:#?}");
}

#[tokio::test]
async fn the_callback_opens_a_session_in_one_round_trip_after_it_was_validated() {
    let (app, tap) = tapped().await;
    let ada = app.person("Ada").await;
    let body = serde_json::json!({ "email": ada.email, "password": crate::harness::PASSWORD });
    let signed_in = app.visitor().post_json("/api/auth/sign-in/email", body).await.expect(200);
    let token = serde_json::json!({ "token": signed_in.json()["token"] });
    let call =
        async || app.visitor().post_json("/auth/neon-callback", token.clone()).await.expect(200);
    for _ in 0..4 {
        call().await;
    }
    let (trips, statements) = fewest(&tap, call).await;
    assert_eq!((trips, statements.len()), (2, 2), "{statements:#?}");
}

#[tokio::test]
async fn a_todo_is_written_in_two_round_trips() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    ada.post(&todos, &[("title", "A"), ("key", "1")]).await.expect(303);
    let id = app.database.rows("SELECT id::text FROM todos", &[]).await[0].get::<_, String>(0);
    let one = format!("{todos}/{id}");

    for (path, form) in [
        (todos.clone(), &[("title", "Private"), ("key", "")][..]),
        (format!("{one}/completion"), &[("view", "")]),
        (format!("{one}/completion/delete"), &[("view", "")]),
        (format!("{one}/sharing"), &[("view", "")]),
        (format!("{one}/completion"), &[("view", "todo")]),
        (format!("{one}/sharing/delete"), &[("view", "")]),
        (todos.clone(), &[("title", "Shared"), ("shared", "true"), ("key", "")]),
        (one.clone(), &[("title", "A"), ("shared", "true"), ("assignee", &ada.email.clone())]),
    ] {
        let mut costs = Vec::new();
        for _ in 0..6 {
            // Back, so that there's something to change.
            app.database.run("UPDATE todos SET completed_at = NULL").await;
            costs.push(tap.count(async { ada.post(&path, form).await.expect(303) }).await);
        }
        let (trips, statements) = costs.into_iter().min_by_key(|(trips, _)| *trips).unwrap();
        assert_eq!(trips, 2, "{path}: {statements:#?}");
        assert_eq!(statements.last().map(String::as_str), Some("COMMIT"), "{path}");
    }

    let path = format!("/api/v1/tenants/{slug}/todos/{id}");
    let mut costs = Vec::new();
    for number in 0..6 {
        let body = serde_json::json!({ "title": format!("Title {number}") });
        let patch = ada.request(reqwest::Method::PATCH, &path).header("origin", ORIGIN).json(&body);
        let change = async { ada.send(patch).await.expect(200) };
        costs.push(tap.count(change).await);
    }
    let (trips, statements) = costs.into_iter().min_by_key(|(trips, _)| *trips).unwrap();
    assert_eq!(trips, 2, "{path}: {statements:#?}");
}

#[tokio::test]
async fn a_todo_is_deleted_in_two_round_trips() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    let mut costs = Vec::new();
    for _ in 0..6 {
        ada.post(&todos, &[("title", "A"), ("shared", "true"), ("key", "")]).await.expect(303);
        let rows = app.database.rows("SELECT id::text FROM todos", &[]).await;
        let path = format!("{todos}/{}/delete", rows[0].get::<_, String>(0));
        costs.push(tap.count(async { ada.post(&path, &[("view", "")]).await.expect(303) }).await);
    }
    let (trips, statements) = costs.into_iter().min_by_key(|(trips, _)| *trips).unwrap();
    assert_eq!(trips, 2, "{statements:#?}");
    let left = "SELECT (SELECT count(*) FROM todos), count(*) FROM audit_events
        WHERE action = 'todo.deleted' AND subject_name = 'A'";
    let left = &app.database.rows(left, &[]).await[0];
    assert_eq!((left.get::<_, i64>(0), left.get::<_, i64>(1)), (0, 6), "each has its event");
}

#[tokio::test]
async fn a_write_that_fails_stores_nothing_although_its_commit_was_sent() {
    let (app, tap) = tapped().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");
    ada.post(&todos, &[("title", "A"), ("shared", "true"), ("key", "")]).await.expect(303);
    let id = app.database.rows("SELECT id::text FROM todos", &[]).await[0].get::<_, String>(0);
    let tick = format!("{todos}/{id}/completion");
    for _ in 0..4 {
        ada.post(&tick, &[("view", "")]).await.expect(303);
        app.database.run("UPDATE todos SET completed_at = NULL").await;
    }
    let stored = async || {
        let rows = "SELECT (SELECT count(*) FROM audit_events), count(completed_at) FROM todos";
        let row = &app.database.rows(rows, &[]).await[0];
        (row.get::<_, i64>(0), row.get::<_, i64>(1))
    };
    let before = stored().await;
    assert!(before.0 >= 4 && before.1 == 0, "{before:?}");

    app.database.run("ALTER TABLE todos ADD CONSTRAINT none CHECK (completed_at IS NULL)").await;
    let mut flown = 0;
    for _ in 0..6 {
        let (_, statements) = tap.count(async { ada.post(&tick, &[("view", "")]).await }).await;
        let update = statements.iter().position(|sql| sql.starts_with("UPDATE \"todos\"")).unwrap();
        flown += usize::from(statements.get(update + 1).is_some_and(|sql| sql == "COMMIT"));
        assert_eq!(stored().await, before);
        ada.get(&todos).await.expect(200);
    }
    assert!(flown > 0, "COMMIT went along at least once");
}
