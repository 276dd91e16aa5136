//! With the provider's tables in our database, reading a session's token there isn't
//! enough to use the session. The provider's signature is the proof.

use serde_json::json;

use crate::harness::{BetterAuth, Browser, TestApp, TestDatabase, unique};

const SECRET: &str = "9b7d1f0c5e3a48627b1d9f0e3c5a7846";
const COOKIE: &str = "neon-auth.session_token";
const ME: &str = "/api/v1/auth/me";

struct Case {
    app: TestApp,
    provider: BetterAuth,
    ada: Browser,
    /// The token as stored in the provider's table.
    token: String,
}

impl Case {
    async fn new(knows_the_secret: bool) -> Self {
        let database = TestDatabase::new().await;
        let provider = BetterAuth::with(&database, &[("BETTER_AUTH_SECRET", SECRET)]).await;
        let mut variables = vec![("NEON_AUTH_URL", provider.url.as_str())];
        variables.extend(knows_the_secret.then_some(("BETTER_AUTH_SECRET", SECRET)));
        let app = TestApp::with_running_clock(database, &variables).await;
        let ada = provider.person(&app, &format!("{}@example.com", unique("ada"))).await;
        let rows = app.database.rows("SELECT token FROM neon_auth.session", &[]).await;
        let token = rows[0].get(0);
        Self { app, provider, ada, token }
    }

    async fn by_cookie(&self, value: &str) -> u16 {
        let mut browser = self.app.visitor();
        browser.cookies.insert(COOKIE.to_owned(), value.to_owned());
        browser.post_json("/auth/neon-callback", json!({})).await.status.as_u16()
    }

    async fn by_body(&self, token: &str) -> u16 {
        let body = json!({ "token": token });
        self.app.visitor().post_json("/auth/neon-callback", body).await.status.as_u16()
    }

    async fn by_bearer(&self, token: &str) -> u16 {
        let mut program = self.app.visitor();
        let request = program.request(reqwest::Method::GET, ME);
        program.send(request.header("authorization", format!("Bearer {token}"))).await.status.into()
    }

    async fn every_way(&self, value: &str) -> [u16; 3] {
        [self.by_cookie(value).await, self.by_body(value).await, self.by_bearer(value).await]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_read_from_the_table_signs_nobody_in() {
    for knows_the_secret in [true, false] {
        let case = Case::new(knows_the_secret).await;
        let mut eve =
            case.provider.person(&case.app, &format!("{}@example.com", unique("eve"))).await;
        let (_, eves) = eve.cookies[COOKIE].split_once('.').unwrap();
        let unsigned = "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA%3D";
        let token = case.token.as_str();
        for value in [token.to_owned(), format!("{token}.{unsigned}"), format!("{token}.{eves}")] {
            assert_eq!(case.every_way(&value).await, [401, 401, 401], "{value} {knows_the_secret}");
        }
        let own = case.ada.cookies[COOKIE].clone();
        assert_eq!(case.every_way(&own).await, [200, 200, 200], "{knows_the_secret}");
        eve.get_json(ME).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_secret_is_known_the_provider_is_not_asked() {
    for knows_the_secret in [true, false] {
        let mut case = Case::new(knows_the_secret).await;
        case.provider.stop().await;
        let own = case.ada.cookies[COOKIE].clone();
        let end = if knows_the_secret { 200 } else { 503 };
        assert_eq!(case.every_way(&own).await, [end; 3], "{knows_the_secret}");
        // From one request to the next, our own session counts.
        case.ada.get_json(ME).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_ends_what_the_signature_proves() {
    let case = Case::new(true).await;
    let own = case.ada.cookies[COOKIE].clone();
    case.app.database.run("DELETE FROM neon_auth.session").await;
    assert_eq!(case.every_way(&own).await, [401, 401, 401]);
}
