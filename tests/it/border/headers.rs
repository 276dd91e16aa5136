//! Headers that others also write: one bad byte costs only its own pair.

use reqwest::{
    Method,
    header::{HeaderName, HeaderValue},
};
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp};

/// Cookies left by sister applications and analytics.
const FOREIGN: [&[u8]; 3] = ["jour=été".as_bytes(), b"day=caf\xe9", b"odd=%00"];

/// Sends the browser's cookies between two foreign ones.
async fn send(
    browser: &mut Browser,
    foreign: &[u8],
    (method, path): (Method, &str),
    form: &[(&str, &str)],
) -> Reply {
    let own: Vec<_> = browser.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
    let all = [foreign, own.join("; ").as_bytes(), foreign].join(&b"; "[..]);
    let mut bare = browser.another_window();
    bare.cookies.clear();
    let mut request = bare
        .request(method.clone(), path)
        .header("accept", "text/html")
        .header("cookie", HeaderValue::from_bytes(&all).unwrap());
    if method == Method::POST {
        request = request
            .header("origin", ORIGIN)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(serde_urlencoded::to_string(form).unwrap());
    }
    browser.send(request).await
}

const SESSION: (Method, &str) = (Method::GET, "/api/auth/get-session");

#[tokio::test]
async fn a_foreign_cookie_neither_hides_a_session_nor_keeps_it() {
    let app = TestApp::spawn().await;
    for foreign in FOREIGN {
        let mut ada = app.person("Ada").await;
        let mut stolen = ada.another_window();
        assert_ne!(send(&mut ada, foreign, SESSION, &[]).await.json(), Value::Null);
        send(&mut ada, foreign, (Method::GET, "/account"), &[]).await.expect(200);
        send(&mut ada, foreign, (Method::POST, "/auth/logout"), &[]).await.expect(303);
        let session = stolen.get_json("/api/auth/get-session").await;
        assert_eq!(session.json(), Value::Null, "{foreign:?}");
        stolen.get_json("/api/v1/auth/me").await.expect(401);
        stolen.cookies.remove("tenantry");
        let again = send(&mut stolen, foreign, (Method::POST, "/auth/neon-callback"), &[]).await;
        assert_eq!(again.status, 401, "{foreign:?} {}", again.text);
    }
}

#[tokio::test]
async fn a_foreign_cookie_does_not_ask_for_another_proof_without_end() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let foreign = FOREIGN[0];
    let form = [("current_password", PASSWORD), ("password", "another battery staple")];
    let done = send(&mut ada, foreign, (Method::POST, "/account/password"), &form).await;
    assert!(!done.expect(303).location().starts_with("/auth/confirm"));
    let body = json!({ "email": ada.email, "password": "another battery staple" });
    app.visitor().post_json("/api/v1/auth/signin", body).await.expect(200);

    app.clock.advance(chrono::TimeDelta::minutes(11));
    let sensitive = (Method::GET, "/account/delete");
    let asked = send(&mut ada, foreign, sensitive.clone(), &[]).await.expect(303);
    assert!(asked.location().starts_with("/auth/confirm"));
    let proof = [("password", "another battery staple"), ("return_to", "/account/delete")];
    let proven = send(&mut ada, foreign, (Method::POST, "/auth/confirm"), &proof).await;
    assert_eq!(proven.expect(303).location(), "/account/delete");
    send(&mut ada, foreign, sensitive, &[]).await.expect(200);
}

#[tokio::test]
async fn every_header_can_be_read_whatever_else_is_in_it() {
    let app = TestApp::with(&[("TRUSTED_PROXIES", "127.0.0.1/32")]).await;
    let mut ada = app.person("Ada").await;
    let odd = [
        (
            "user-agent",
            &b"Mozilla/5.0 (X11; Linux x86_64; caf\xe9) Gecko/20100101 Firefox/140.0"[..],
        ),
        ("x-forwarded-for", b"\xff\xfe, 198.51.100.7"),
        ("referer", "https://app.example/été".as_bytes()),
        ("accept-language", b"de, \xe9;q=0.5"),
        ("accept", b"text/html, \xe9/*"),
    ];
    let form = json!({ "email": ada.email, "password": PASSWORD });
    let mut request = app
        .visitor()
        .request(Method::POST, "/api/v1/auth/signin")
        .header("origin", ORIGIN)
        .json(&form);
    for (name, value) in odd {
        let name: HeaderName = name.parse().unwrap();
        request = request.header(name, HeaderValue::from_bytes(value).unwrap());
    }
    app.visitor().send(request).await.expect(200);
    let page = ada.get("/account/security").await.expect(200).text;
    assert!(page.contains("Firefox on Linux") && page.contains("198.51.100.7"), "{page}");
}
