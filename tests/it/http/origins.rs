//! A request's origin, and how it is proven.

use reqwest::{Method, RequestBuilder, header::HeaderValue};
use serde_json::json;

use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp};

/// Builds a form of ours as a browser sends it, with these two headers.
fn form(browser: &Browser, origin: Option<&str>, site: Option<&str>) -> RequestBuilder {
    let request = browser.request(Method::POST, "/account").header("accept", "text/html");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let given = [("origin", origin), ("sec-fetch-site", site)];
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
    given.fold(request, |request, (name, value)| request.header(name, value)).body("name=Grace")
}

#[tokio::test]
async fn a_form_whose_origin_is_hidden_is_ours_where_the_browser_says_so() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let (null, evil) = (Some("null"), Some("https://evil.example"));
    for (origin, site, status) in [
        (Some(ORIGIN), None, 303),
        (Some(ORIGIN), Some("same-origin"), 303),
        (None, Some("same-origin"), 303),
        (null, Some("same-origin"), 303),
        (null, None, 403),
        (null, Some("none"), 403),
        (null, Some("cross-site"), 403),
        (null, Some("same-site"), 403),
        (null, Some(""), 403),
        (None, Some("cross-site"), 403),
        (None, Some("none"), 403),
        (None, None, 403),
        (evil, Some("same-origin"), 403),
        (evil, Some("cross-site"), 403),
        (Some("NULL"), Some("same-origin"), 403),
    ] {
        let reply = ada.send(form(&ada, origin, site)).await;
        assert_eq!(reply.status, status, "{origin:?} {site:?}");
    }
}

#[tokio::test]
async fn a_refused_form_says_where_forms_work() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let refused = ada.send(form(&ada, Some("http://tenantry.internal:8080"), None)).await;
    assert!(refused.expect(403).text.contains(&format!(r#"href="{ORIGIN}""#)));
}

#[tokio::test]
async fn a_program_with_a_cookie_jar_signs_in_again_and_is_told_of_the_bearer() {
    let app = TestApp::spawn().await;
    let email = app.person("Ada").await.email;
    let mut jar = app.visitor();
    let body = json!({ "email": email, "password": PASSWORD });
    let mut token = String::new();
    for _ in 0..3 {
        let request = jar.request(Method::POST, "/api/v1/auth/signin").json(&body);
        let reply = jar.send(request).await.expect(200);
        token = reply.json()["session"]["token"].as_str().unwrap().to_owned();
    }
    let new = json!({ "name": "Acme" });
    let refused = jar.request(Method::POST, "/api/v1/tenants").json(&new);
    let refused = jar.send(refused).await.expect(403).json();
    assert_eq!(refused["code"], "cross_site");
    assert!(refused["detail"].as_str().unwrap().contains("Authorization: Bearer"), "{refused}");
    let bearer = jar.request(Method::POST, "/api/v1/tenants").bearer_auth(&token).json(&new);
    jar.send(bearer).await.expect(201);
    let verify = jar.request(Method::POST, "/api/v1/auth/verify-token");
    jar.send(verify.json(&json!({ "token": token }))).await.expect(200);
}

#[tokio::test]
async fn another_site_signs_nobody_in() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let body = json!({ "email": ada.email, "password": PASSWORD });
    let evil = [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")];
    for (name, value) in [evil[0], evil[1], ("origin", "null")] {
        for browser in [app.visitor(), ada.another_window()] {
            let mut browser = browser;
            let request = browser.request(Method::POST, "/api/v1/auth/signin").header(name, value);
            browser.send(request.json(&body)).await.expect(403);
        }
    }
    // A form sent without a script and without these headers can't be JSON.
    let mut old = ada.another_window();
    let request = old.request(Method::POST, "/api/v1/auth/signin").body(body.to_string());
    old.send(request.header("content-type", "text/plain")).await.expect(403);
}

async fn with(browser: &mut Browser, method: Method, path: &str, authorization: &str) -> Reply {
    let value = HeaderValue::from_bytes(authorization.as_bytes()).unwrap();
    let request = browser.request(method, path).header("authorization", value);
    browser.send(request.header("origin", ORIGIN).header("accept", "application/json")).await
}

#[tokio::test]
async fn a_scheme_that_is_not_ours_is_no_proof_and_spoils_none() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let paths = [
        "/api/auth/me".to_owned(),
        "/api/v1/auth/me".to_owned(),
        "/api/v1/auth/session".to_owned(),
        "/api/v1/tenants".to_owned(),
        format!("/api/v1/tenants/{slug}/todos"),
        "/account".to_owned(),
        format!("/o/{slug}/todos"),
    ];
    for other in ["Basic YTpi", "Digest x=y", "Negotiate", "basic", ""] {
        for path in &paths {
            let reply = with(&mut ada, Method::GET, path, other).await;
            assert_eq!(reply.status, 200, "{other:?} {path}: {}", reply.text);
            let reply = with(&mut app.visitor(), Method::GET, path, other).await;
            assert!([303, 401].contains(&reply.status.as_u16()), "{other:?} {path}");
        }
        let session = with(&mut ada, Method::GET, "/api/auth/get-session", other).await;
        assert_eq!(session.json()["user"]["email"], ada.email);
    }
    for wrong in ["Bearer garbage", "bearer", "BEARER  ", "Bearer \u{e9}"] {
        for path in paths.iter().filter(|path| path.starts_with("/api/")) {
            let reply = with(&mut ada, Method::GET, path, wrong).await;
            assert_eq!(reply.status, 401, "{wrong:?} {path}");
        }
    }
}

#[tokio::test]
async fn signing_out_behind_another_password_ends_the_session_of_the_cookie() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut kept = ada.another_window();
    let done = with(&mut ada, Method::POST, "/api/v1/auth/signout", "Basic YTpi").await;
    done.expect(200);
    kept.get_json("/api/v1/auth/me").await.expect(401);
}
