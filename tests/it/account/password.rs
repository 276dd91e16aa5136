//! Replacing the current password.

use serde_json::json;

use super::{another_device, is_signed_in, sign_in, subjects};
use crate::harness::{PASSWORD, TestApp};

const NEWER: &str = "a better horse, a better staple";

fn form<'a>(current: &'a str, new: &'a str) -> [(&'static str, &'a str); 2] {
    [("current_password", current), ("password", new)]
}

#[tokio::test]
async fn it_signs_everybody_else_out_on_the_next_request_and_is_told_by_mail() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut phone = another_device(&app, &ada.email).await;
    let mut stolen = ada.another_window();
    let done = ada.post("/account/password", &form(PASSWORD, NEWER)).await.expect(303);
    assert_eq!(done.location(), "/account/security");
    let page = ada.get("/account/security").await.expect(200);
    assert!(page.text.contains("Password changed."));
    assert!(!is_signed_in(&mut phone).await);
    assert!(!is_signed_in(&mut stolen).await, "the token from before is over");
    assert_eq!(subjects(&app, &ada.email).await[0], "Your password was changed");
    let old = [("email", ada.email.as_str()), ("password", PASSWORD)];
    app.visitor().post("/auth/login", &old).await.expect(422);
    sign_in(&mut phone, &ada.email, NEWER).await;
    ada.get("/account/security").await.expect(200);
}

#[tokio::test]
async fn the_present_one_has_to_be_right_and_the_new_one_good() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut phone = another_device(&app, &ada.email).await;
    let wrong = ada.post("/account/password", &form(NEWER, NEWER)).await.expect(422);
    assert!(wrong.text.contains("This isn’t your current password."));
    let short = ada.post("/account/password", &form(PASSWORD, "short")).await.expect(422);
    assert!(short.text.contains("Use at least 8 characters."));
    for page in [wrong, short] {
        assert!(!page.text.contains(NEWER) && !page.text.contains(PASSWORD));
    }
    assert!(is_signed_in(&mut ada).await && is_signed_in(&mut phone).await);
    app.visitor().post("/account/password", &form(PASSWORD, NEWER)).await.expect(303);
    sign_in(&mut phone, &ada.email, PASSWORD).await;
}

#[tokio::test]
async fn changed_on_the_wire_our_sessions_end_as_well() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut phone = another_device(&app, &ada.email).await;
    let body = json!({ "currentPassword": PASSWORD, "newPassword": NEWER });
    ada.post_json("/api/auth/change-password", body).await.expect(200);
    assert!(!is_signed_in(&mut phone).await);
    assert!(is_signed_in(&mut ada).await);
}

#[tokio::test]
async fn a_reset_by_code_is_told_and_on_record() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    ada.post("/auth/forgot-password", &[("email", &email)]).await.expect(200);
    let code = app.code(&email).await;
    let form = [("email", email.as_str()), ("otp", &code), ("password", NEWER)];
    ada.post("/auth/reset-password", &form).await.expect(303);
    assert_eq!(subjects(&app, &email).await[0], "You have a new password");
    sign_in(&mut ada, &email, NEWER).await;
    let page = ada.get("/account/activity").await.expect(200);
    assert!(page.text.contains("Set a new password with an emailed code"));
}

#[tokio::test]
async fn revoked_on_the_wire_sessions_of_ours_begun_with_a_jwt_end_as_well() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    for (call, keeps_ada) in [("revoke-other-sessions", true), ("revoke-sessions", false)] {
        let jwt = ada.get_json("/api/auth/token").await.json()["token"].clone();
        let mut program = app.visitor();
        program.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
        assert!(is_signed_in(&mut program).await);
        ada.post_json(&format!("/api/auth/{call}"), json!({})).await.expect(200);
        assert!(!is_signed_in(&mut program).await, "{call}");
        assert_eq!(is_signed_in(&mut ada).await, keeps_ada, "{call}");
    }
}
