//! Invalid bodies, methods and paths.

use reqwest::Method;
use serde_json::json;

use super::{Program, owner, problem};
use crate::harness::{ORIGIN, Reply, TestApp};

async fn send(app: &TestApp, token: &str, path: &str, kind: &str, body: String) -> Reply {
    let mut visitor = app.visitor();
    let request = visitor.request(Method::POST, path).header("content-type", kind).body(body);
    visitor.send(request.bearer_auth(token)).await
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_changes_nothing() {
    let app = TestApp::spawn().await;
    let (ada, slug, _) = owner(&app, "Ada", "Acme").await;
    let path = format!("/api/v1/tenants/{slug}/todos");
    let large = format!(r#"{{"title":"x","padding":"{}"}}"#, "x".repeat(70_000));
    let json = "application/json";
    for (kind, body, status, code) in [
        (json, "{", 400, "bad_request"),
        (json, "", 400, "bad_request"),
        (json, "[]", 400, "bad_request"),
        (json, r#"{"title":7}"#, 400, "bad_request"),
        (json, r#"{"title":"x","shared":"yes"}"#, 400, "bad_request"),
        (json, "{}", 422, "invalid"),
        (json, r#"{"title":"a\nb"}"#, 422, "invalid"),
        (json, &large, 413, "too_large"),
        ("text/plain", r#"{"title":"x"}"#, 415, "unsupported_media_type"),
        ("application/x-www-form-urlencoded", "title=x", 415, "unsupported_media_type"),
    ] {
        let reply = send(&app, &ada.token, &path, kind, body.to_owned()).await;
        let problem = problem(&reply);
        assert_eq!(
            (problem["status"].as_u64(), problem["code"].as_str()),
            (Some(status), Some(code)),
            "{kind} {problem}"
        );
    }
    let unknown = send(&app, "nobody", &path, json, "{".to_owned()).await;
    assert_eq!(unknown.status, 401, "who calls is judged before what is sent");
    let bom = "application/json; charset=utf-8";
    assert_eq!(send(&app, &ada.token, &path, bom, r#"{"title":"x"}"#.to_owned()).await.status, 201);
    assert_eq!(app.database.count("todos").await, 1);
}

#[tokio::test]
async fn other_methods_of_a_known_path_are_named() {
    let app = TestApp::spawn().await;
    let (ada, slug, _) = owner(&app, "Ada", "Acme").await;
    for (method, path, allowed) in [
        (Method::PUT, "/api/v1/tenants".to_owned(), "GET, POST"),
        (Method::POST, "/api/v1/auth/me".to_owned(), "GET"),
        (Method::GET, "/api/v1/auth/signin".to_owned(), "POST"),
        (Method::POST, format!("/api/v1/tenants/{slug}"), "GET, PATCH, DELETE"),
        (Method::PUT, format!("/api/v1/tenants/{slug}/todos/1"), "GET, PATCH, DELETE"),
    ] {
        let mut visitor = app.visitor();
        let request = visitor.request(method, &path).bearer_auth(&ada.token);
        let reply = visitor.send(request).await.expect(405);
        assert_eq!(reply.header("allow"), Some(allowed), "{path}");
        assert_eq!(problem(&reply)["code"], "method_not_allowed");
    }
    let reply = app.visitor().get("/api/v1/nothing").await.expect(404);
    assert_eq!(problem(&reply)["code"], "not_found");
}

#[tokio::test]
async fn a_cookie_needs_its_own_origin_and_a_bearer_none() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let body = json!({ "name": "Acme" });
    let forged = ada.request(Method::POST, "/api/v1/tenants").json(&body);
    assert_eq!(ada.send(forged).await.expect(403).json()["code"], "cross_site");
    assert_eq!(app.database.count("tenants").await, 0);
    let own = ada.request(Method::POST, "/api/v1/tenants").header("origin", ORIGIN).json(&body);
    ada.send(own).await.expect(201);
    let token = Program::of(&app, &ada).await.token;
    let jar = ada.request(Method::POST, "/api/v1/tenants").bearer_auth(token);
    ada.send(jar.json(&json!({ "name": "Acme Two" }))).await.expect(201);
    assert_eq!(app.database.count("tenants").await, 2);
}

#[tokio::test]
async fn an_old_slug_leads_members_to_the_new_one() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, _) = owner(&app, "Ada", "Acme").await;
    let (mut bob, _, _) = owner(&app, "Bob", "Bobs").await;
    app.database.run("UPDATE tenants SET slug = 'moved-on' WHERE name = 'Acme'").await;
    for (old, new) in [("", ""), ("/todos?filter=open", "/todos?filter=open")] {
        let reply = ada.get(&format!("/api/v1/tenants/{slug}{old}")).await.expect(308);
        assert_eq!(reply.location(), format!("/api/v1/tenants/moved-on{new}"));
        bob.get(&format!("/api/v1/tenants/{slug}{old}")).await.expect(404);
    }
}
