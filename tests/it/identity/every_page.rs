//! Providers send people back to whichever page they like, so each one takes the
//! verifier: with the challenge of the browser that began it, and only then.

use crate::harness::{Answer, Browser, Faulty, TestApp, TestDatabase};

const SESSION: &str = r#"{"session":{"id":"5f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11"},
    "user":{"id":"3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11","email":"ada@example.com",
    "emailVerified":true,"name":"Ada"}}"#;

const HEADERS: &str = "content-type: application/json\r\n\
    set-cookie: __Secure-neon-auth.session_token=\
    abcdefghijklmnopqrstuvwxyz012345.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ%3D; Secure";

/// The pages of the route table, any text in place of the variable parts.
fn pages() -> Vec<String> {
    let source = include_str!("../../../src/web/routes.rs");
    let start = source.find("pub fn with_session").unwrap();
    let table = &source[start..source.find("/// JSON for programs").unwrap()];
    let (mut scope, mut pages) = ("", Vec::new());
    for line in table.lines() {
        if let Some((_, name)) = line.split_once("scope(\"") {
            scope = name.split('"').next().unwrap();
        }
        let Some((indent, rest)) = line.split_once(".route(\"") else { continue };
        let Some((path, handler)) = rest.split_once('"') else { continue };
        if handler.starts_with(", get()") && !path.starts_with("/api/") {
            let is_inside = indent.trim().is_empty() && indent.len() > 8;
            let below = if is_inside { scope } else { "" };
            pages.push(format!("{below}{path}"));
        }
    }
    pages.push(String::from("/nothing/here"));
    pages.iter().map(|path| fill(path)).collect()
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
    let database = TestDatabase::new().await;
    database.run("DROP SCHEMA neon_auth CASCADE").await;
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
