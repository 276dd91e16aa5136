//! `tenantry admin limits clear`: a person whom the limits keep out gets in again.

use super::{on, said};
use crate::harness::{ORIGIN, PASSWORD, TestApp, TestDatabase};

async fn clear(database: &TestDatabase, whom: &[&str]) -> std::process::Output {
    let url = database.operator_url();
    let variables = [("DATABASE_OPERATOR_URL", url.as_str()), ("APP_PUBLIC_URL", ORIGIN)];
    let act = ["--as", "Grace Hopper", "--reason", "A cat on the keyboard"];
    on(database, &[&["admin", "limits", "clear"], whom, &act].concat(), &variables).await
}

#[tokio::test]
async fn a_person_whom_the_limits_keep_out_gets_in_again() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "3")]).await;
    let ada = app.person("Ada").await;
    let others = TestApp::with(&[]).await;
    let sign_in = async |password: &str| {
        let form = [("email", ada.email.as_str()), ("password", password)];
        app.visitor().post("/auth/login", &form).await.status.as_u16()
    };
    app.database.run("DELETE FROM rate_limits").await;
    for _ in 0..3 {
        assert_eq!(sign_in("a guess").await, 422);
    }
    assert_eq!(sign_in(PASSWORD).await, 429);
    for _ in 0..2 {
        app.visitor().post("/auth/forgot-password", &[("email", &ada.email)]).await;
    }

    let cleared = clear(&app.database, &[&ada.email, "--client", "127.0.0.1"]).await;
    assert!(cleared.status.success(), "{}", said(&cleared));
    assert_eq!(app.database.count("rate_limits").await, 0, "each limit on them is known");
    assert_eq!(sign_in(PASSWORD).await, 303);
    let events = "operator_events e JOIN users u ON e.object = u.id::text \
                  WHERE e.action = 'limits.cleared' AND e.operator = 'Grace Hopper'";
    assert_eq!(app.database.count(events).await, 1);

    let nobody = clear(&others.database, &["nobody@example.com"]).await;
    assert!(!nobody.status.success());
    assert!(said(&nobody).contains("no limit on them is in use"), "{}", said(&nobody));
    assert_eq!(others.database.count("operator_events").await, 0);
    let whom = clear(&others.database, &[]).await;
    assert!(!whom.status.success(), "somebody has to be named");
}
