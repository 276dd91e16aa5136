//! Credentials open their own routes only, and refusals reveal nothing.

use chrono::TimeDelta;
use serde_json::{Value, json};

use super::{Program, owner, problem};
use crate::harness::{Browser, TestApp};

pub async fn provider_token(person: &mut Browser) -> String {
    let session = person.get_json("/api/auth/get-session").await.expect(200).json();
    session["session"]["token"].as_str().unwrap().to_owned()
}

pub async fn jwt(person: &mut Browser) -> String {
    let reply = person.get_json("/api/auth/token").await.expect(200).json();
    reply["token"].as_str().unwrap().to_owned()
}

async fn refusal(app: &TestApp, token: &str, path: &str) -> Value {
    let reply = Program::with(app, token).get(path).await.expect(401);
    assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    problem(&reply)
}

#[tokio::test]
async fn every_bad_credential_gets_one_and_the_same_answer() {
    let app = TestApp::spawn().await;
    let (revoked, slug, mut ada) = owner(&app, "Ada", "Acme").await;
    let foreign = jwt(&mut ada).await.replacen('.', ".e30", 1);
    app.database.run("DELETE FROM sessions").await;
    let suspended = Program::of(&app, &ada).await.token;
    let suspended_jwt = jwt(&mut ada).await;
    app.database.run("UPDATE users SET suspended_at = now()").await;
    let (expired, _, mut bob) = owner(&app, "Bob", "Bobs").await;
    let expired_jwt = jwt(&mut bob).await;
    let (unknown, theirs) = ("x".repeat(43), "y".repeat(32));

    let now = ["", "garbage", "a.b.c", &unknown, &theirs, &foreign];
    let gone = [revoked.token.as_str(), &suspended, &suspended_jwt];
    let later = [expired.token.as_str(), &expired_jwt];
    let todos = format!("/api/v1/tenants/{slug}/todos");
    let paths = ["/api/v1/auth/me", "/api/v1/tenants", &todos];
    let nothing = problem(&app.visitor().get_json("/api/v1/auth/me").await.expect(401));
    for token in later {
        Program::with(&app, token).get("/api/v1/auth/me").await.expect(200);
    }
    for path in paths {
        for token in now.iter().chain(&gone) {
            assert_eq!(refusal(&app, token, path).await, nothing, "{path} {token}");
        }
    }
    app.clock.advance(TimeDelta::days(400));
    for path in paths {
        for token in later {
            assert_eq!(refusal(&app, token, path).await, nothing, "{path} {token}");
        }
        let unasked = app.visitor().get_json(path).await.expect(401);
        assert_eq!(problem(&unasked), nothing, "{path}");
    }
    let me = problem(&app.visitor().get_json("/api/auth/me").await.expect(401));
    let body = json!({ "token": "garbage" });
    let verify = app.visitor().post_json("/api/auth/verify-token", body).await.expect(401);
    assert_eq!((problem(&verify), me), (nothing.clone(), nothing));
}

#[tokio::test]
async fn a_cookie_does_not_help_a_bad_bearer() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    ada.get_json("/api/v1/auth/me").await.expect(200);
    for header in ["Bearer garbage", "Bearer"] {
        let request = ada.request(reqwest::Method::GET, "/api/v1/auth/me");
        let reply = ada.send(request.header("authorization", header)).await;
        assert_eq!(reply.status, 401, "{header}");
    }
}

#[tokio::test]
async fn the_providers_token_and_its_jwt_open_what_the_person_may() {
    let app = TestApp::spawn().await;
    let (_, slug, mut ada) = owner(&app, "Ada", "Acme").await;
    let (_, foreign, _) = owner(&app, "Bob", "Bobs").await;
    let before = app.database.count("sessions").await;
    for token in [provider_token(&mut ada).await, jwt(&mut ada).await] {
        let mut program = Program::with(&app, &token);
        let me = program.get("/api/v1/auth/session").await.expect(200).json();
        assert_eq!(me["user"]["email"], ada.email);
        assert!(me["session"].is_null());
        let tenants = program.get("/api/v1/tenants").await.expect(200).json();
        assert_eq!(
            (tenants["total"].as_i64(), &tenants["items"][0]["slug"]),
            (Some(1), &json!(slug))
        );
        let todos = format!("/api/v1/tenants/{slug}/todos");
        program.post(&todos, json!({ "title": "By the provider" })).await.expect(201);
        program.get(&format!("/api/v1/tenants/{foreign}/todos")).await.expect(404);
    }
    assert_eq!(app.database.count("todos").await, 2);
    assert_eq!(app.database.count("sessions").await, before, "no session is made");
    let mut program = Program::with(&app, &jwt(&mut ada).await);
    app.database.run("UPDATE users SET suspended_at = now()").await;
    program.get("/api/v1/auth/me").await.expect(401);
}

#[tokio::test]
async fn the_role_is_read_from_the_database_whatever_the_token_says() {
    let app = TestApp::spawn().await;
    let (_, slug, mut ada) = owner(&app, "Ada", "Acme").await;
    let (_, _, mut bob) = owner(&app, "Bob", "Bobs").await;
    app.join(&mut ada, &slug, &mut bob, "admin").await;
    let mut program = Program::with(&app, &jwt(&mut bob).await);
    let audit = format!("/api/v1/tenants/{slug}/audit-events");
    program.get(&audit).await.expect(200);
    let demote = "SELECT set_config('app.tenant_id', tenant_id::text, false) FROM memberships \
                  WHERE role = 'admin'; \
                  UPDATE memberships SET role = 'member' WHERE role = 'admin'";
    app.database.run(demote).await;
    assert_eq!(program.get(&audit).await.expect(403).json()["code"], "forbidden");
    app.database.run("DELETE FROM memberships WHERE role = 'member'").await;
    program.get(&audit).await.expect(404);
}
