//! Signing up, in and out.

use serde_json::json;

use super::{Program, problem};
use crate::harness::{PASSWORD, TestApp, unique};

#[tokio::test]
async fn signing_in_gives_a_token_of_ours_and_the_cookie() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let mut client = app.visitor();

    let body = json!({ "email": ada.email, "password": PASSWORD });
    let reply = client.post_json("/api/v1/auth/signin", body).await.expect(200);

    let (user, session) = (&reply.json()["user"], &reply.json()["session"]);
    assert_eq!((user["email"].as_str(), user["name"].as_str()), (Some(&*ada.email), Some("Ada")));
    assert_eq!(user["emailVerified"], true);
    assert!(session["expiresAt"].as_str().unwrap().ends_with('Z'));
    let hash = tenantry::secret::digest(session["token"].as_str().unwrap());
    let sql = "SELECT u.id::text FROM sessions s JOIN users u ON u.id = s.user_id \
               WHERE token_hash = $1";
    let rows = app.database.rows(sql, &[&hash]).await;
    assert_eq!(rows[0].get::<_, String>(0), user["id"].as_str().unwrap());

    let by_cookie = client.get_json("/api/v1/auth/session").await.expect(200).json();
    assert_eq!(by_cookie["user"], *user);
    assert_eq!(by_cookie["session"]["expiresAt"], session["expiresAt"]);
    assert!(by_cookie["session"]["token"].is_null(), "the cookie is not for scripts");
    let mut program = Program::with(&app, session["token"].as_str().unwrap());
    let by_bearer = program.get("/api/v1/auth/session").await.expect(200);
    assert_eq!(by_bearer.json(), reply.json());
    assert!(by_bearer.header("set-cookie").is_none());
    assert_eq!(program.get("/api/v1/auth/me").await.expect(200).json(), json!({ "user": user }));
}

#[tokio::test]
async fn signing_up_waits_for_the_mailbox() {
    let app = TestApp::spawn().await;
    let email = format!("{}@example.com", unique("eve"));
    let body = json!({
        "name": "Eve", "email": email, "password": PASSWORD,
        "emailVerified": true, "id": "0197e0f0-0000-7000-8000-000000000000", "role": "admin",
    });
    let mut client = app.visitor();

    let reply = client.post_json("/api/v1/auth/signup", body).await.expect(200).json();

    let user = json!({ "id": null, "email": email, "name": "Eve", "emailVerified": false });
    assert_eq!(reply, json!({ "user": user, "session": null }));
    assert_eq!(client.cookies.keys().collect::<Vec<_>>(), ["tenantry_browser"]);
    assert_eq!(app.database.count("users").await, 0);
    assert_eq!(app.database.count("sessions").await, 0);
    let body = json!({ "email": email, "password": PASSWORD });
    let early = client.post_json("/api/v1/auth/signin", body).await.expect(403);
    assert_eq!(early.json()["code"], "email_not_verified");
}

#[tokio::test]
async fn what_is_wrong_with_a_sign_up_is_said_field_by_field() {
    let app = TestApp::spawn().await;
    let body = json!({ "name": "https://x.example", "email": "no", "password": "short" });
    let reply = app.visitor().post_json("/api/v1/auth/signup", body).await.expect(422);
    let errors = reply.json()["errors"].as_array().unwrap().clone();
    let fields: Vec<_> = errors.iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "email", "password"]);
    assert_eq!(app.database.count("neon_auth.\"user\"").await, 0);
}

#[tokio::test]
async fn a_wrong_password_an_unknown_address_and_no_address_are_the_same() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let before = app.database.count("sessions").await;
    let mut answers = Vec::new();
    for (email, password) in
        [(ada.email.as_str(), "wrong password"), ("no@example.com", PASSWORD), ("no", PASSWORD)]
    {
        let body = json!({ "email": email, "password": password });
        let reply = app.visitor().post_json("/api/v1/auth/signin", body).await.expect(401);
        answers.push(problem(&reply));
    }
    let unasked = app.visitor().get_json("/api/v1/auth/me").await.expect(401);
    assert!(answers.iter().all(|answer| *answer == problem(&unasked)), "{answers:?}");
    assert_eq!(app.database.count("sessions").await, before);
}

#[tokio::test]
async fn a_signed_out_token_is_refused_on_the_next_request() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let mut program = Program::of(&app, &ada).await;
    program.get("/api/v1/auth/me").await.expect(200);
    let before = app.database.count("sessions").await;

    let reply = program.post("/api/v1/auth/signout", json!({})).await.expect(200);

    assert_eq!(reply.json(), json!({ "success": true }));
    program.get("/api/v1/auth/me").await.expect(401);
    assert_eq!(app.database.count("sessions").await, before - 1);
    program.post("/api/v1/auth/signout", json!({})).await.expect(200);
}

#[tokio::test]
async fn signing_out_by_cookie_ends_both_sessions() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let stolen = ada.another_window();
    ada.post_json("/api/v1/auth/signout", json!({})).await.expect(200);
    let kept: Vec<_> = ada.cookies.keys().collect();
    assert_eq!(kept, ["tenantry_browser", "tenantry_device"]);
    for mut browser in [ada, stolen] {
        browser.get_json("/api/v1/auth/me").await.expect(401);
        assert_eq!(browser.get_json("/api/auth/get-session").await.expect(200).text, "null");
    }
    assert_eq!(app.database.count("sessions").await, 0);
}
