//! People who change their address at a hosted provider, and people who get the previous
//! address after them.

use chrono::TimeDelta;
use serde_json::json;

use crate::harness::{BetterAuth, Browser, PASSWORD, TestApp, TestDatabase, unique};

struct Case {
    app: TestApp,
    provider: BetterAuth,
    /// The database of the provider's tables, if it isn't ours.
    theirs: Option<TestDatabase>,
}

impl Case {
    /// Starts with the provider's tables in our database.
    async fn here() -> Self {
        let database = TestDatabase::new().await;
        let provider = BetterAuth::with(&database, &[("CHANGE_EMAIL", "1")]).await;
        let variables = [("NEON_AUTH_URL", provider.url.as_str())];
        let app = TestApp::with_running_clock(database, &variables).await;
        Self { app, provider, theirs: None }
    }

    async fn elsewhere() -> Self {
        let theirs = TestDatabase::new().await;
        let provider = BetterAuth::with(&theirs, &[("CHANGE_EMAIL", "1")]).await;
        let ours = TestDatabase::without_provider().await;
        let app = TestApp::on(ours, &[("NEON_AUTH_URL", provider.url.as_str())]).await;
        Self { app, provider, theirs: Some(theirs) }
    }

    /// Runs a statement on the provider's tables.
    async fn there(&self, sql: &str) {
        self.theirs.as_ref().unwrap_or(&self.app.database).run(sql).await;
    }

    async fn person(&self, email: &str) -> Browser {
        self.provider.person(&self.app, email).await
    }

    /// Changes the address at the provider, without telling us.
    async fn moved(&self, from: &str, to: &str) {
        let update = format!("UPDATE neon_auth.\"user\" SET email = '{to}' WHERE email = '{from}'");
        self.there(&update).await;
    }

    /// Changes the address on the wire, as a script of any page would.
    async fn change(&self, browser: &mut Browser, new: &str) {
        let call = "/api/auth/email-otp";
        let body = json!({ "newEmail": new });
        browser.post_json(&format!("{call}/request-email-change"), body).await.expect(200);
        let body = json!({ "newEmail": new, "otp": self.provider.code(new).await });
        browser.post_json(&format!("{call}/change-email"), body).await.expect(200);
    }

    /// Returns our row for this browser's user: its key, the address, and whether it's proven.
    async fn row(&self, browser: &mut Browser) -> (String, String, bool) {
        let me = browser.get_json("/api/v1/auth/me").await.expect(200).json();
        let id = me["user"]["id"].as_str().unwrap().to_owned();
        let sql = "SELECT email, email_verified FROM users WHERE id::text = $1";
        let row = &self.app.database.rows(sql, &[&id]).await[0];
        (id, row.get(0), row.get(1))
    }
}

fn addresses() -> (String, String) {
    let address = |name| format!("{}@example.com", unique(name));
    (address("ada"), address("countess"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_address_is_ours_at_once_and_the_former_one_leads_to_nobody() {
    for case in [Case::here().await, Case::elsewhere().await] {
        let (old, new) = addresses();
        let mut ada = case.person(&old).await;
        let (id, ..) = case.row(&mut ada).await;
        case.change(&mut ada, &new).await;
        assert_eq!(case.row(&mut ada).await, (id.clone(), new, true));
        let mut stranger = case.person(&old).await;
        let (other, email, proven) = case.row(&mut stranger).await;
        assert!(other != id && (email, proven) == (old, true));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_we_did_not_see_gives_nobody_the_row() {
    for case in [Case::here().await, Case::elsewhere().await] {
        let (old, new) = addresses();
        let mut ada = case.person(&old).await;
        let slug = case.app.register(&mut ada, "Acme").await;
        let (id, ..) = case.row(&mut ada).await;
        case.moved(&old, &new).await;
        let mut stranger = case.person(&old).await;
        let (other, email, proven) = case.row(&mut stranger).await;
        assert!(other != id && (email, proven) == (old.clone(), true));
        stranger.get(&format!("/o/{slug}/dashboard")).await.expect(404);
        assert_eq!(case.row(&mut ada).await, (id.clone(), old, false), "hers no longer");
        let form = [("email", new.as_str()), ("password", PASSWORD)];
        ada.post("/auth/login", &form).await.expect(303);
        assert_eq!(case.row(&mut ada).await, (id, new, true));
        ada.get(&format!("/o/{slug}/dashboard")).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_known_who_gets_a_former_address_has_it_and_nothing_else() {
    for case in [Case::here().await, Case::elsewhere().await] {
        let (old, new) = addresses();
        let bobs = format!("{}@example.com", unique("bob"));
        let (mut ada, mut bob) = (case.person(&old).await, case.person(&bobs).await);
        let slug = case.app.register(&mut ada, "Acme").await;
        let (hers, his) = (case.row(&mut ada).await.0, case.row(&mut bob).await.0);
        case.moved(&old, &new).await;
        case.moved(&bobs, &old).await;
        let form = [("email", old.as_str()), ("password", PASSWORD)];
        bob.post("/auth/login", &form).await.expect(303);
        assert_eq!(case.row(&mut bob).await, (his, old.clone(), true));
        assert_eq!(case.row(&mut ada).await, (hers, old, false));
        bob.get(&format!("/o/{slug}/dashboard")).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn elsewhere_a_change_is_seen_when_the_provider_is_asked_next() {
    let case = Case::elsewhere().await;
    let (old, new) = addresses();
    let mut ada = case.person(&old).await;
    let (id, ..) = case.row(&mut ada).await;
    case.moved(&old, &new).await;
    case.app.clock.advance(TimeDelta::minutes(5));
    ada.get("/account").await.expect(200);
    assert_eq!(case.row(&mut ada).await, (id.clone(), new, true));
    let mut stranger = case.person(&old).await;
    assert_ne!(case.row(&mut stranger).await.0, id);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_address_of_somebody_deleted_at_the_provider_inherits_nothing() {
    for case in [Case::here().await, Case::elsewhere().await] {
        let (email, _) = addresses();
        let mut ada = case.person(&email).await;
        let slug = case.app.register(&mut ada, "Acme").await;
        let (id, ..) = case.row(&mut ada).await;
        case.there("DELETE FROM neon_auth.\"user\"").await;
        let mut next = case.person(&email).await;
        let (other, has, proven) = case.row(&mut next).await;
        assert!(other != id && (has, proven) == (email, true));
        next.get(&format!("/o/{slug}/dashboard")).await.expect(404);
        let sql = "SELECT email_verified FROM users WHERE id::text = $1";
        assert!(!case.app.database.rows(sql, &[&id]).await[0].get::<_, bool>(0));
    }
}
