use serde_json::json;

use crate::identity::hosted::{
    social_return::*,
    testing::{Server, hosted, visitor},
};

const VERIFIER: &str = "v/1 2";

async fn case() -> (Server, Hosted) {
    let server = Server::start().await;
    (server.clone(), hosted(server.url, "http://localhost:8080"))
}

fn cookies(names: &[&str]) -> Vec<(String, String)> {
    names.iter().map(|name| (format!("neon-auth.{name}"), String::from("c.s%3D"))).collect()
}

#[tokio::test]
async fn a_verifier_and_its_challenge_make_a_session() {
    for spelling in ["session_challange", "session_challenge"] {
        let (server, hosted) = case().await;
        let body = json!({
            "session": { "id": "s", "token": "t" }, "user": { "id": "u", "email": "a@b.de" }
        });
        let cookie = "set-cookie: __Secure-neon-auth.session_token=t.s; Secure; SameSite=None";
        server.answers(200, &[cookie], &body.to_string());
        let sent = cookies(&[spelling, "session_token"]);
        let granted = hosted.exchange(VERIFIER, &sent, visitor()).await.unwrap().unwrap();
        assert_eq!(granted.token.as_deref(), Some("t"));
        assert_eq!(
            granted.set_cookies,
            [
                String::from("neon-auth.session_token=t.s; Path=/; HttpOnly; SameSite=Lax"),
                format!("neon-auth.{spelling}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"),
            ]
        );
        let request = server.requests().remove(0);
        let start = "GET /neondb/auth/get-session?neon_auth_session_verifier=v%2F1+2 HTTP/1.1\r\n";
        assert!(request.starts_with(start), "{request}");
        assert!(request.contains(&format!("__Secure-neon-auth.{spelling}=c.s%3D")), "{request}");
        assert!(!request.contains("session_token"), "{request}");
    }
}

#[tokio::test]
async fn without_the_challenge_nobody_is_asked() {
    let (server, hosted) = case().await;
    let none = hosted.exchange(VERIFIER, &cookies(&["session_token"]), visitor()).await;
    assert!(none.unwrap().is_none());
    let challenge = cookies(&["session_challenge"]);
    for verifier in [String::new(), "v".repeat(513)] {
        assert!(hosted.exchange(&verifier, &challenge, visitor()).await.unwrap().is_none());
    }
    assert!(server.requests().is_empty());
}

/// Exchanges the verifier with a provider that gives this answer.
async fn exchanged(status: u16, header: &str, body: &str) -> Result<Option<Grant>, ProviderError> {
    let (server, hosted) = case().await;
    server.answers(status, &["set-cookie: __Secure-neon-auth.session_token=t.s", header], body);
    hosted.exchange(VERIFIER, &cookies(&["session_challenge"]), visitor()).await
}

#[tokio::test]
async fn a_refused_verifier_makes_no_session() {
    let json = "content-type: application/json";
    for (status, body) in [(200, "null"), (400, r#"{"code":"VERIFICATION_NOT_FOUND"}"#), (401, "")]
    {
        let refused = exchanged(status, json, body).await.err().unwrap();
        assert_eq!((refused.status, refused.code), (400, ProviderErrorCode::VerificationNotFound));
    }
}

#[tokio::test]
async fn an_outage_says_nothing_about_a_verifier() {
    let (json, page) = ("content-type: application/json", "content-type: text/html");
    let whole = r#"{"session":{"id":"s"},"user":{"id":"u","email":"a@b.de"}}"#;
    for (status, header, body) in
        [(500, json, ""), (302, json, ""), (200, json, ""), (200, json, "{"), (200, page, whole)]
    {
        assert!(exchanged(status, header, body).await.is_err_and(|it| it.is_outage()), "{body}");
    }
    let limited = exchanged(429, "x-retry-after: 42", "{}").await;
    assert!(limited.is_err_and(|it| (it.status, it.retry_after) == (429, Some(42))));
}
