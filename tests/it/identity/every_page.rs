//! Providers redirect people back to any page they like, so each page accepts the
//! verifier, but only with the challenge of the browser that began.

use reqwest::Method;

use crate::harness::{Answer, Browser, Faulty, TestApp, TestDatabase, routes};

const SESSION: &str = r#"{"session":{"id":"5f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11"},
    "user":{"id":"3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11","email":"ada@example.com",
    "emailVerified":true,"name":"Ada"}}"#;

const HEADERS: &str = "content-type: application/json\r\n\
    set-cookie: __Secure-neon-auth.session_token=\
    abcdefghijklmnopqrstuvwxyz012345.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ%3D; Secure";

/// Lists the pages of the route table, with any text in place of the variable parts.
fn pages() -> Vec<String> {
    let others =
        ["/healthz", "/readyz", "/static", "/logos", "/api/auth", "/api/v1", "/api/openapi.json"];
    let is_page = |path: &str| !others.iter().any(|other| path.starts_with(other));
    let pages =
        routes().into_iter().filter(|(method, path)| *method == Method::GET && is_page(path));
    pages.map(|(_, path)| fill(&path)).chain([String::from("/nothing/here")]).collect()
}

fn fill(path: &str) -> String {
    let parts: Vec<&str> =
        path.split('/').map(|part| if part.starts_with('{') { "some" } else { part }).collect();
    parts.join("/")
}

async fn is_inside(browser: &mut Browser) -> bool {
    browser.get_json("/api/v1/auth/me").await.status == 200
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verifier_is_taken_wherever_it_arrives_and_only_with_its_challenge() {
    let pages = pages();
    assert!(pages.len() >= 20 && pages.contains(&String::from("/o/some/todos")), "{pages:?}");
    let provider = Faulty::start(Answer::Plain(200, HEADERS, SESSION)).await;
    let database = TestDatabase::without_provider().await;
    let app = TestApp::on(database, &[("NEON_AUTH_URL", &provider.url)]).await;
    for page in &pages {
        let address = format!("{page}?a=1&neon_auth_session_verifier=v&b=2");
        let mut eve = app.visitor();
        eve.get(&address).await;
        assert!(!is_inside(&mut eve).await && provider.take().is_empty(), "{page}");

        let mut ada = app.visitor();
        let challenge = String::from("neon-auth.session_challange");
        ada.cookies.insert(challenge.clone(), String::from("c.s%3D"));
        let reply = ada.get(&address).await.expect(303);
        assert_eq!(reply.location(), format!("{page}?a=1&b=2"));
        assert!(is_inside(&mut ada).await && !ada.cookies.contains_key(&challenge), "{page}");
        let asked = provider.take();
        assert!(asked[0].contains("get-session?neon_auth_session_verifier=v "), "{asked:?}");
    }
    assert_eq!(app.database.count("users").await, 1);
}
