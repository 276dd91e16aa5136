//! Tokens signed with a shared secret: accepted only if one is configured, and never
//! confused with the published keys.

use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::harness::{TestApp, TestDatabase, unique};

const PROVIDER: &str = "http://127.0.0.1:1/neondb/auth";
const ISSUER: &str = "http://127.0.0.1:1";
const SECRET: &str = "9b7d1f0c5e3a48627b1d9f0e3c5a7846";

async fn app(variables: &[(&str, &str)]) -> TestApp {
    let database = TestDatabase::without_provider().await;
    TestApp::on(database, &[&[("NEON_AUTH_URL", PROVIDER)], variables].concat()).await
}

fn claims(app: &TestApp) -> Value {
    let id = "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";
    let now = app.clock.now().timestamp();
    json!({ "sub": id, "id": id, "email": format!("{}@example.com", unique("ada")), "name": "Ada",
        "emailVerified": true, "iat": now, "exp": now + 900, "iss": ISSUER, "aud": ISSUER })
}

fn signed(header: &Header, claims: &Value, secret: &str) -> String {
    encode(header, claims, &EncodingKey::from_secret(secret.as_bytes())).unwrap()
}

fn hs256(claims: &Value) -> String {
    signed(&Header::new(Algorithm::HS256), claims, SECRET)
}

async fn callback(app: &TestApp, token: &str) -> u16 {
    let body = json!({ "token": token });
    app.visitor().post_json("/auth/neon-callback", body).await.status.as_u16()
}

async fn bearer(app: &TestApp, token: &str) -> u16 {
    let mut program = app.visitor();
    let request = program.request(reqwest::Method::GET, "/api/v1/auth/me");
    program.send(request.header("authorization", format!("Bearer {token}"))).await.status.as_u16()
}

#[tokio::test]
async fn it_counts_only_where_it_is_configured() {
    let (with, without) = (app(&[("BETTER_AUTH_SECRET", SECRET)]).await, app(&[]).await);
    let token = hs256(&claims(&with));
    assert_eq!((callback(&with, &token).await, bearer(&with, &token).await), (200, 200));
    assert_eq!((callback(&without, &token).await, bearer(&without, &token).await), (401, 401));
    assert_eq!(without.database.count("users").await, 0);
}

#[tokio::test]
async fn every_claim_and_the_algorithm_are_held_to() {
    let app = app(&[("BETTER_AUTH_SECRET", SECRET)]).await;
    let now = app.clock.now().timestamp();
    for change in [
        json!({ "exp": now - 31 }),
        json!({ "exp": null }),
        json!({ "nbf": now + 31 }),
        json!({ "iss": PROVIDER }),
        json!({ "iss": "https://other.neonauth.example" }),
        json!({ "iss": null }),
        json!({ "aud": "https://other.neonauth.example" }),
        json!({ "aud": null }),
        json!({ "sub": "anonymous" }),
        json!({ "banned": true }),
    ] {
        let mut claims = claims(&app);
        claims.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let token = hs256(&claims);
        assert_eq!(
            (callback(&app, &token).await, bearer(&app, &token).await),
            (401, 401),
            "{change}"
        );
    }
    let good = claims(&app);
    let another = signed(&Header::new(Algorithm::HS256), &good, "another secret of 32 characters!");
    let longer = signed(&Header::new(Algorithm::HS512), &good, SECRET);
    let (_, rest) = another.split_once('.').unwrap();
    // {"alg":"none"}
    let (none, bare) = (format!("eyJhbGciOiJub25lIn0.{rest}"), "eyJhbGciOiJub25lIn0.e30.");
    for token in [another.as_str(), &longer, &none, bare] {
        assert_eq!((callback(&app, token).await, bearer(&app, token).await), (401, 401), "{token}");
    }
    assert_eq!(app.database.count("users").await, 0);
    assert_eq!(app.database.count("sessions").await, 0);
}
