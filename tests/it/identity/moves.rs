//! An installation changes its provider: identity depends on the provider, and users come
//! along only if an administrator says so.

use std::process::Stdio;

use chrono::TimeDelta;

use crate::harness::{BetterAuth, Browser, TestApp, TestDatabase, program_on, unique};

/// Ada owns an organization; her provider was `former`, and `present` is the next one.
struct Case {
    app: TestApp,
    present: BetterAuth,
    former_url: String,
    email: String,
    slug: String,
    id: String,
    _theirs: [TestDatabase; 2],
    _former: BetterAuth,
}

impl Case {
    async fn new() -> Self {
        let theirs = [TestDatabase::new().await, TestDatabase::new().await];
        let (former, present) =
            (BetterAuth::start(&theirs[0]).await, BetterAuth::start(&theirs[1]).await);
        let ours = TestDatabase::without_provider().await;
        let app = TestApp::on(ours, &[("NEON_AUTH_URL", former.url.as_str())]).await;
        let email = format!("{}@example.com", unique("ada"));
        let mut ada = former.person(&app, &email).await;
        let slug = app.register(&mut ada, "Acme").await;
        let id = id(&mut ada).await;
        let former_url = former.url.clone();
        Self { app, present, former_url, email, slug, id, _theirs: theirs, _former: former }
    }

    /// Runs `tenantry import adopt --from` the previous provider, for the current one.
    async fn adopt(&self, more: &[&str]) -> String {
        adopt(&self.app.database, &self.present.url, &self.former_url, more).await
    }

    /// Ada signs up at the current provider and comes here.
    async fn arrives(&self) -> Browser {
        let url = [("NEON_AUTH_URL", self.present.url.as_str())];
        self.present.sign_up(self.app.visitor_of_another(&url).await, &self.email).await
    }

    async fn has_the_organization(&self, browser: &mut Browser) -> bool {
        browser.get(&format!("/o/{}/dashboard", self.slug)).await.status == 200
    }
}

async fn adopt(database: &TestDatabase, to: &str, from: &str, more: &[&str]) -> String {
    let mut command = program_on(database, &["import", "adopt", "--from", from]);
    command.args(more).env("NEON_AUTH_URL", to);
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().await.unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

async fn id(browser: &mut Browser) -> String {
    let me = browser.get_json("/api/v1/auth/me").await.expect(200).json();
    me["user"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn another_providers_person_with_the_same_address_is_somebody_else() {
    let case = Case::new().await;
    let mut ada = case.arrives().await;
    assert_ne!(id(&mut ada).await, case.id);
    assert!(!case.has_the_organization(&mut ada).await);
    let sql = "SELECT count(*) FROM users WHERE email = $1 AND email_verified";
    let proven: i64 = case.app.database.rows(sql, &[&case.email]).await[0].get(0);
    assert_eq!(proven, 2, "each by the word of its own provider");
}

#[tokio::test(flavor = "multi_thread")]
async fn while_a_move_is_open_its_people_come_along_once() {
    let case = Case::new().await;
    case.adopt(&["--hours", "2"]).await;
    let mut ada = case.arrives().await;
    assert_eq!(id(&mut ada).await, case.id);
    assert!(case.has_the_organization(&mut ada).await);
    let page = ada.get("/account/activity").await.expect(200);
    assert!(page.text.contains("Moved from the sign-in service used here before"));

    let gone = format!("DELETE FROM neon_auth.\"user\" WHERE email = '{}'", case.email);
    case._theirs[1].run(&gone).await;
    let mut next = case.arrives().await;
    assert_ne!(id(&mut next).await, case.id, "the row came along once");
    assert!(!case.has_the_organization(&mut next).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn after_its_end_nobody_comes_along() {
    for ended_by_hand in [false, true] {
        let case = Case::new().await;
        case.adopt(&["--hours", "2"]).await;
        if ended_by_hand {
            case.adopt(&["--hours", "0"]).await;
        }
        case.app.clock.advance(TimeDelta::hours(if ended_by_hand { 1 } else { 3 }));
        let mut ada = case.arrives().await;
        assert_ne!(id(&mut ada).await, case.id, "by hand: {ended_by_hand}");
        assert!(!case.has_the_organization(&mut ada).await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_the_former_provider_had_not_verified_brings_nobody_along() {
    let case = Case::new().await;
    case.adopt(&[]).await;
    case.app.database.run("UPDATE users SET email_verified = false").await;
    assert_ne!(id(&mut case.arrives().await).await, case.id);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_key_of_another_provider_is_refused_until_the_administrator_says_so() {
    let case = Case::new().await;
    let mut ada = case.arrives().await;
    let me = ada.get_json("/api/auth/get-session").await.expect(200).json();
    let subject = me["user"]["id"].as_str().unwrap().to_owned();
    // As after a move that keeps the provider's tables.
    let sql = format!(
        "DELETE FROM users WHERE neon_auth_user_id = '{subject}';
         UPDATE users SET neon_auth_user_id = '{subject}' WHERE id = '{}'",
        case.id
    );
    case.app.database.run(&sql).await;
    let url = [("NEON_AUTH_URL", case.present.url.as_str())];
    let sign_in = [("email", case.email.as_str()), ("password", crate::harness::PASSWORD)];
    let mut again = case.app.visitor_of_another(&url).await;
    let refused = again.post("/auth/login", &sign_in).await.expect(403);
    assert!(refused.text.contains("Ask the operator of this site to move it"), "{}", refused.text);

    let told = case.adopt(&["--same-keys"]).await;
    assert!(told.starts_with("1 people moved"), "{told}");
    again.post("/auth/login", &sign_in).await.expect(303);
    assert_eq!(id(&mut again).await, case.id);
    assert!(case.has_the_organization(&mut again).await);
}

#[tokio::test]
async fn who_was_here_before_issuers_were_known_is_the_present_providers() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let before = id(&mut ada).await;
    let issuer = "SELECT issuer FROM users";
    for at_start in [true, false] {
        app.database.run("UPDATE users SET issuer = ''").await;
        let mut again = app.visitor();
        if at_start {
            again = app.visitor_of_another(&[]).await;
            assert_eq!(app.database.rows(issuer, &[]).await[0].get::<_, String>(0), "embedded");
        }
        let form = [("email", ada.email.as_str()), ("password", crate::harness::PASSWORD)];
        again.post("/auth/login", &form).await.expect(303);
        assert_eq!(id(&mut again).await, before, "at start: {at_start}");
        assert_eq!(app.database.rows(issuer, &[]).await[0].get::<_, String>(0), "embedded");
    }
}

#[tokio::test]
async fn the_serving_role_opens_no_move() {
    let app = TestApp::spawn().await;
    let sql = "SET ROLE tenantry_app;
        INSERT INTO provider_moves (to_issuer, from_issuer, ends_at) VALUES ('a', 'b', now())";
    let refused = app.database.superuser.batch_execute(sql).await.expect_err("refused");
    assert!(refused.to_string().contains("db error") || refused.as_db_error().is_some());
    assert_eq!(refused.code().unwrap().code(), "42501");
}
