//! Direct mode: the browser talks to the provider itself. The page script is the same;
//! only its address differs, and the policy lets the script connect there.

use crate::harness::{TestApp, TestDatabase};

const PROVIDER: &str = "https://ep-cool.neonauth.example:8443/neondb/auth";

async fn page(mode: &str, path: &str) -> (String, String) {
    let database = TestDatabase::new().await;
    let variables = [("NEON_AUTH_URL", PROVIDER), ("NEON_AUTH_MODE", mode)];
    let app = TestApp::on(database, &variables).await;
    let page = app.visitor().get(path).await.expect(200);
    let policy = page.header("content-security-policy").unwrap();
    let connect = policy.split(';').find(|rule| rule.trim().starts_with("connect-src"));
    (connect.unwrap().trim().to_owned(), page.text)
}

fn meta(text: &str) -> &str {
    let rest = text.split_once(r#"<meta name="neon-auth-url" content=""#).unwrap().1;
    rest.split('"').next().unwrap()
}

fn scripts(text: &str) -> Vec<&str> {
    let scripts: Vec<&str> = text.lines().filter(|line| line.contains("<script")).collect();
    assert!(!scripts.is_empty());
    scripts
}

#[tokio::test]
async fn the_script_may_talk_to_exactly_the_provider() {
    let (connect, text) = page("direct", "/auth/login").await;
    assert_eq!(connect, "connect-src 'self' https://ep-cool.neonauth.example:8443");
    assert_eq!(meta(&text), PROVIDER);
    let (connect, proxied) = page("proxy", "/auth/login").await;
    assert_eq!(connect, "connect-src 'self'");
    assert_eq!(meta(&proxied), "http://localhost:8080/api/auth");
    assert_eq!(scripts(&text), scripts(&proxied));
}

#[tokio::test]
async fn the_bridge_is_where_the_script_completes_a_sign_in() {
    let (_, text) = page("direct", "/auth/callback").await;
    assert!(text.contains("data-complete-sign-in") && text.contains("<noscript>"), "{text}");
    assert_eq!(text.matches("/js/neon-auth.").count(), 1);
}
