//! The hosted provider, against a real Better Auth server.

use serde_json::json;

use crate::harness::{BetterAuth, Browser, TestApp, TestDatabase, unique};

const PASSWORD: &str = "correct horse battery staple";

struct Case {
    app: TestApp,
    provider: BetterAuth,
}

impl Case {
    /// The provider's tables in our own database, as on a Neon branch.
    async fn near() -> Self {
        let database = TestDatabase::new().await;
        let provider = BetterAuth::start(&database).await;
        Self::with(database, provider).await
    }

    /// The provider's tables in a database of its own.
    async fn far() -> (Self, TestDatabase) {
        let theirs = TestDatabase::new().await;
        let provider = BetterAuth::start(&theirs).await;
        let ours = TestDatabase::new().await;
        ours.run("DROP SCHEMA neon_auth CASCADE").await;
        (Self::with(ours, provider).await, theirs)
    }

    async fn with(database: TestDatabase, provider: BetterAuth) -> Self {
        let variables = [("NEON_AUTH_URL", provider.url.as_str())];
        let app = TestApp::with_running_clock(database, &variables).await;
        Self { app, provider }
    }

    /// Somebody whose mailbox is proven, with the provider's cookie and none of ours.
    async fn verified(&self) -> (Browser, String) {
        let mut browser = self.app.visitor();
        browser.email = format!("{}@example.com", unique("ada"));
        let email = browser.email.clone();
        let form = json!({ "name": "Ada", "email": email, "password": PASSWORD });
        browser.post_json("/api/auth/sign-up/email", form).await.expect(200);
        let code = self.provider.code(&email).await;
        let form = json!({ "email": email, "otp": code });
        let reply = browser.post_json("/api/auth/email-otp/verify-email", form).await.expect(200);
        (browser, reply.json()["token"].as_str().unwrap().to_owned())
    }

    /// A JWT of the provider.
    async fn jwt(&self, browser: &mut Browser) -> String {
        let reply = browser.get_json("/api/auth/token").await.expect(200);
        reply.json()["token"].as_str().unwrap().to_owned()
    }

    async fn callback(&self, body: serde_json::Value) -> crate::harness::Reply {
        self.app.visitor().post_json("/auth/neon-callback", body).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_and_a_deleted_session_signs_out_at_once() {
    let case = Case::near().await;
    let mut ada = case.app.visitor();
    ada.email = format!("{}@example.com", unique("ada"));
    let email = ada.email.clone();
    let form = [("name", "Ada"), ("email", &email), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let code = case.provider.code(&email).await;
    let form = [("email", email.as_str()), ("otp", code.as_str())];
    ada.post("/auth/verify-email", &form).await.expect(303);
    let slug = case.app.register(&mut ada, "Acme").await;
    ada.get(&format!("/o/{slug}/dashboard")).await.expect(200);

    case.app.database.run("DELETE FROM neon_auth.session").await;
    let next = ada.get(&format!("/o/{slug}/dashboard")).await.expect(303);
    assert!(next.location().starts_with("/auth/login"), "{}", next.location());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_providers_cookie_is_ours_to_keep_and_signs_in() {
    let case = Case::near().await;
    let (mut ada, _) = case.verified().await;
    assert_eq!(ada.cookies.keys().collect::<Vec<_>>(), ["neon-auth.session_token"]);
    let session = ada.get_json("/api/auth/get-session").await.expect(200);
    assert_eq!(session.json()["user"]["email"], json!(ada.email));
    ada.post_json("/auth/neon-callback", json!({})).await.expect(200);
    assert_eq!(ada.get("/dashboard").await.location(), "/auth/no-organization");
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_of_every_kind_sign_in_where_the_tables_are_near() {
    let case = Case::near().await;
    let (mut ada, token) = case.verified().await;
    let signed = ada.cookies["neon-auth.session_token"].clone();
    let jwt = case.jwt(&mut ada).await;
    for good in [&token, &signed, &jwt] {
        case.callback(json!({ "token": good })).await.expect(200);
    }
    let bound = "SELECT count(*) FROM sessions WHERE provider_session_id IS NOT NULL";
    assert_eq!(case.app.database.rows(bound, &[]).await[0].get::<_, i64>(0), 2);

    case.app.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    for banned in [&token, &signed, &jwt] {
        case.callback(json!({ "token": banned })).await.expect(401);
    }
    case.app.database.run("DELETE FROM neon_auth.\"user\"").await;
    case.callback(json!({ "token": jwt })).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_tables_are_elsewhere_the_provider_is_asked() {
    let (case, theirs) = Case::far().await;
    let (mut ada, token) = case.verified().await;
    let signed = ada.cookies["neon-auth.session_token"].clone();
    let jwt = case.jwt(&mut ada).await;
    for good in [&signed, &jwt] {
        case.callback(json!({ "token": good })).await.expect(200);
    }
    // Without the bearer plugin a bare token proves nothing to anyone.
    case.callback(json!({ "token": token })).await.expect(401);
    ada.post_json("/auth/neon-callback", json!({})).await.expect(200);

    theirs.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    case.callback(json!({ "token": signed })).await.expect(401);
    theirs.run("DELETE FROM neon_auth.session").await;
    case.callback(json!({ "token": signed })).await.expect(401);
}

#[tokio::test(flavor = "multi_thread")]
async fn made_up_credentials_change_no_row() {
    let case = Case::near().await;
    let (mut ada, token) = case.verified().await;
    let jwt = case.jwt(&mut ada).await;
    let user = json!({ "id": unique("id"), "email": ada.email });
    let other_end = if jwt.ends_with('A') { "B" } else { "A" };
    for bad in [
        json!({ "user": user }),
        json!({ "user": user, "token": "guest" }),
        json!({ "token": token.to_uppercase() }),
        json!({ "token": format!("{}{other_end}", &jwt[..jwt.len() - 2]) }),
        json!({ "token": token, "user": { "email": "eve@example.com" } }),
    ] {
        case.callback(bad.clone()).await.expect(401);
        assert_eq!(case.app.database.count("sessions").await, 0, "{bad}");
        assert_eq!(case.app.database.count("users").await, 0, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn while_the_provider_is_away_sessions_go_on_and_sign_in_says_so() {
    let mut case = Case::near().await;
    let (mut ada, _) = case.verified().await;
    ada.post_json("/auth/neon-callback", json!({})).await.expect(200);
    case.provider.stop().await;
    assert_eq!(ada.get("/dashboard").await.location(), "/auth/no-organization");
    let form = json!({ "email": ada.email, "password": PASSWORD });
    let refused = case.app.visitor().post_json("/api/auth/sign-in/email", form).await.expect(503);
    assert!(refused.header("retry-after").is_some());
}
