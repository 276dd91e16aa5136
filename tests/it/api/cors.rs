//! Pages of other origins that may call.

use reqwest::Method;
use serde_json::json;

use super::{Program, problem};
use crate::harness::{Reply, TestApp};

const TRUSTED: &str = "https://app.example.com";
const EVIL: &str = "https://evil.example";

async fn preflight(app: &TestApp, origin: &str, path: &str) -> Reply {
    let mut visitor = app.visitor();
    let request = visitor
        .request(Method::OPTIONS, path)
        .header("origin", origin)
        .header("access-control-request-method", "POST")
        .header("access-control-request-headers", "authorization, content-type");
    visitor.send(request).await
}

async fn call(app: &TestApp, origin: &str, token: &str, method: Method, path: &str) -> Reply {
    let mut visitor = app.visitor();
    let request = visitor.request(method, path).header("origin", origin).bearer_auth(token);
    visitor.send(request.json(&json!({ "name": "From elsewhere" }))).await
}

#[tokio::test]
async fn listed_origins_call_with_credentials_and_read_errors_too() {
    let app =
        TestApp::with(&[("CORS_ORIGINS", "https://other.example,https://app.example.com")]).await;
    let reply = preflight(&app, TRUSTED, "/api/v1/tenants").await.expect(200);
    assert_eq!(reply.header("access-control-allow-origin"), Some(TRUSTED));
    assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
    assert!(reply.header("access-control-allow-methods").unwrap().contains("PATCH"));
    assert!(reply.header("vary").unwrap().to_lowercase().contains("origin"));

    let ada = app.person("Ada").await;
    let token = Program::of(&app, &ada).await.token;
    let created = call(&app, TRUSTED, &token, Method::POST, "/api/v1/tenants").await.expect(201);
    let refused = call(&app, TRUSTED, "no", Method::GET, "/api/v1/tenants").await.expect(401);
    for reply in [created, refused] {
        assert_eq!(reply.header("access-control-allow-origin"), Some(TRUSTED), "{}", reply.text);
        assert_eq!(reply.header("access-control-allow-credentials"), Some("true"));
    }
    assert_eq!(app.database.count("tenants").await, 1);
}

#[tokio::test]
async fn other_origins_and_other_paths_are_refused() {
    let app = TestApp::with(&[("CORS_ORIGINS", TRUSTED)]).await;
    let ada = app.person("Ada").await;
    let token = Program::of(&app, &ada).await.token;
    for origin in [EVIL, "null", "https://app.example.com.evil.example", "http://app.example.com"] {
        let reply = preflight(&app, origin, "/api/v1/tenants").await;
        assert!(reply.status.is_client_error(), "{origin}");
        assert_eq!(reply.header("access-control-allow-origin"), None);
        let read = call(&app, origin, &token, Method::GET, "/api/v1/tenants").await;
        assert_eq!(read.header("access-control-allow-origin"), None, "{origin}");
        let written = call(&app, origin, &token, Method::POST, "/api/v1/tenants").await;
        assert_eq!(written.expect(403).json()["code"], "cross_site");
    }
    for path in ["/api/auth/sign-in/email", "/dashboard", "/auth/login"] {
        let reply = preflight(&app, TRUSTED, path).await;
        assert_eq!(reply.header("access-control-allow-origin"), None, "{path}");
        let written = call(&app, TRUSTED, &token, Method::POST, path).await;
        assert_eq!(written.status, 403, "{path}");
    }
    assert_eq!(app.database.count("tenants").await, 0);
}

#[tokio::test]
async fn a_page_can_read_every_answer_whoever_refuses() {
    let off = ("RATE_LIMIT_AUTH_PER_MINUTE", "1");
    let app = TestApp::with(&[("CORS_ORIGINS", TRUSTED), off]).await;
    let visitor = app.visitor();
    let call = |method, path: &str| visitor.request(method, path).header("origin", TRUSTED);
    let json = "application/json";
    let post = |kind, body: String| {
        call(Method::POST, "/api/v1/auth/signin").header("content-type", kind).body(body)
    };
    let wrong = || json!({ "email": "ada@example.com", "password": "wrong" }).to_string();
    for (request, status) in [
        (call(Method::GET, "/api/v1/tenants"), 401),
        (call(Method::GET, "/api/v1/nothing"), 404),
        (call(Method::GET, "/api/v1/tenants/"), 308),
        (call(Method::PUT, "/api/v1/tenants"), 405),
        (post(json, "{".into()), 400),
        (post(json, "x".repeat(70_000)), 413),
        (post("text/plain", wrong()), 415),
        (post(json, wrong()).header("content-encoding", "gzip"), 415),
        (post(json, wrong()), 401),
        (post(json, wrong()), 429),
    ] {
        let reply = app.visitor().send(request).await;
        assert_eq!(reply.status, status, "{}", reply.text);
        assert_eq!(reply.header("access-control-allow-origin"), Some(TRUSTED), "{status}");
        assert_eq!(reply.header("access-control-allow-credentials"), Some("true"), "{status}");
    }
    app.database.run("ALTER TABLE tenants RENAME TO gone").await;
    let broken = call(Method::GET, "/api/v1/tenants/acme").bearer_auth("x".repeat(43));
    let broken = app.visitor().send(broken).await;
    assert!(broken.status.is_server_error() || broken.status == 401, "{}", broken.status);
    assert_eq!(broken.header("access-control-allow-origin"), Some(TRUSTED));
}

#[tokio::test]
async fn usual_headers_pass_the_preflight_and_unknown_ones_do_not() {
    let app = TestApp::with(&[("CORS_ORIGINS", TRUSTED)]).await;
    let ask = async |headers: &str| {
        let mut visitor = app.visitor();
        let request = visitor.request(Method::OPTIONS, "/api/v1/tenants").header("origin", TRUSTED);
        let request = request.header("access-control-request-method", "POST");
        visitor.send(request.header("access-control-request-headers", headers)).await
    };
    for usual in [
        "traceparent",
        "traceparent, tracestate",
        "sentry-trace, baggage",
        "content-type,x-requested-with",
        "idempotency-key",
        "x-request-id, accept-language, authorization",
    ] {
        let reply = ask(usual).await.expect(200);
        let allowed = reply.header("access-control-allow-headers").unwrap().to_lowercase();
        for name in usual.split(',') {
            assert!(allowed.contains(name.trim()), "{name}: {allowed}");
        }
    }
    let refused = ask("x-forwarded-for").await.expect(400);
    assert_eq!(problem(&refused)["code"], "bad_request", "in words of ours");
}
