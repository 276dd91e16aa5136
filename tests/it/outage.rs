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
