//! Finding a token's owner without doing anything else with it.

use serde_json::json;

use super::{
    Program,
    bearer::{jwt, provider_token},
    problem,
};
use crate::harness::TestApp;

#[tokio::test]
async fn no_call_to_the_api_makes_a_user() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let (token, jwt) = (provider_token(&mut ada).await, jwt(&mut ada).await);
    app.database.run("DELETE FROM users").await;
    for token in [&token, &jwt] {
        Program::with(&app, token).get("/api/v1/auth/me").await.expect(401);
        let body = json!({ "token": token });
        let reply = app.visitor().post_json("/api/auth/verify-token", body).await.expect(200);
        assert_eq!(reply.json()["user"]["email"], ada.email);
        let body = json!({ "token": token });
        app.visitor().post_json("/api/v1/auth/verify-token", body).await.expect(401);
    }
    assert_eq!(app.database.count("users").await, 0);
}

#[tokio::test]
async fn a_token_of_any_kind_can_be_verified() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let ours = Program::of(&app, &ada).await.token;
    let me = ada.get_json("/api/auth/me").await.expect(200).json();
    let subject = ada.get_json("/api/auth/get-session").await.json()["user"]["id"].clone();
    assert_eq!(me["user"]["id"], subject);
    let all = [ours, provider_token(&mut ada).await, jwt(&mut ada).await];
    for token in &all {
        assert_eq!(Program::with(&app, token).get("/api/auth/me").await.expect(200).json(), me);
        let body = json!({ "token": token });
        let reply = app.visitor().post_json("/api/auth/verify-token", body).await;
        assert_eq!(reply.expect(200).json(), json!({ "valid": true, "user": me["user"] }));
    }
    app.database.run("UPDATE users SET suspended_at = now()").await;
    app.database.run("UPDATE users SET suspended_at = NULL").await;
    for token in &all {
        let body = json!({ "token": token });
        app.visitor().post_json("/api/auth/verify-token", body).await.expect(401);
    }
}

#[tokio::test]
async fn under_v1_ids_are_ours_and_a_bad_token_says_nothing() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let ours = Program::of(&app, &ada).await.token;
    let me = Program::with(&app, &ours).get("/api/v1/auth/me").await.expect(200).json();
    let verify = async |token: &str| {
        let body = json!({ "token": token });
        app.visitor().post_json("/api/v1/auth/verify-token", body).await
    };
    let (theirs, jwt) = (provider_token(&mut ada).await, jwt(&mut ada).await);
    for token in [&ours, &theirs, &jwt] {
        let said = verify(token).await.expect(200).json();
        assert_eq!(said, json!({ "valid": true, "user": me["user"] }));
    }
    let nobody = problem(&app.visitor().get_json("/api/v1/auth/me").await.expect(401));
    app.database.run("UPDATE users SET suspended_at = now()").await;
    for token in [ours.as_str(), &theirs, &jwt, "", "guest", "a.b.c", &"x".repeat(43)] {
        assert_eq!(problem(&verify(token).await.expect(401)), nobody, "{token}");
    }
}

#[tokio::test]
async fn a_token_of_somebody_who_is_leaving_is_refused_as_every_guard_refuses_it() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let ours = Program::of(&app, &ada).await.token;
    let tokens = [ours, provider_token(&mut ada).await, jwt(&mut ada).await];
    let closing = "UPDATE users SET deletion_due_at = now() + interval '7 days'";
    for (change, status) in [(closing, 403), ("UPDATE users SET deletion_due_at = NULL", 200)] {
        app.database.run(change).await;
        for token in &tokens {
            let guarded = Program::with(&app, token).get("/api/v1/auth/me").await.expect(status);
            for path in ["/api/v1/auth/verify-token", "/api/auth/verify-token"] {
                let body = json!({ "token": token });
                let said = app.visitor().post_json(path, body).await.expect(status);
                assert_eq!(said.json()["code"], guarded.json()["code"], "{path}");
            }
        }
    }
}
