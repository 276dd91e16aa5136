//! After a sign-up in one browser and its proof in another, the mailbox's reader is
//! signed in and asked for a password of their own.

use chrono::TimeDelta;
use serde_json::json;

use super::sign_in;
use crate::harness::{Browser, PASSWORD, TestApp, unique};

const OWN: &str = "a better horse, a better staple";

/// Signs up by `path` in one browser, then requests a code for the same address and
/// enters it in another. Returns the second browser and the redirect.
async fn prove_elsewhere(app: &TestApp, path: &str) -> (Browser, String) {
    let (mut stranger, mut reader) = (app.visitor(), app.visitor());
    reader.email = format!("{}@example.com", unique("ada"));
    let email = reader.email.clone();
    if path.starts_with("/api/") {
        let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
        let reply = stranger.post_json(path, body).await;
        assert!(reply.status.is_success(), "{}", reply.text);
    } else {
        let form = [("name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
        stranger.post(path, &form).await.expect(303);
    }
    assert!(stranger.cookies.contains_key("tenantry_browser"), "{path}");
    app.clock.advance(TimeDelta::seconds(60));
    reader.post("/auth/verify-email/resend", &[("email", &email)]).await.expect(303);
    let form = [("email", email.as_str()), ("otp", &app.code(&email).await)];
    let proven = reader.post("/auth/verify-email", &form).await.expect(303);
    (reader, proven.location().to_owned())
}

#[tokio::test]
async fn a_new_password_is_asked_for_without_script_and_the_other_is_gone() {
    let app = TestApp::spawn().await;
    for path in ["/auth/sign-up", "/api/auth/sign-up/email", "/api/v1/auth/signup"] {
        let (mut reader, to) = prove_elsewhere(&app, path).await;
        assert!(to.starts_with("/account/password/new?dropped=1&return_to="), "{path}: {to}");
        let page = reader.get(&to).await.expect(200);
        assert!(page.text.contains("We didn’t keep the password from sign-up"));
        let email = reader.email.clone();
        let old = [("email", email.as_str()), ("password", PASSWORD)];
        app.visitor().post("/auth/login", &old).await.expect(422);

        let short = [("password", "short"), ("return_to", "/auth/no-organization")];
        reader.post("/account/password/new", &short).await.expect(422);
        let form = [("password", OWN), ("return_to", "/auth/no-organization")];
        let done = reader.post("/account/password/new", &form).await.expect(303);
        assert_eq!(done.location(), "/auth/no-organization");
        sign_in(&mut app.visitor(), &email, OWN).await;
        let again = reader.post("/account/password/new", &form).await.expect(422);
        assert!(again.text.contains("Your account has a password already."));
    }
}

#[tokio::test]
async fn in_the_browser_of_the_sign_up_nothing_is_asked() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    let email = format!("{}@example.com", unique("ada"));
    let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
    let signed_up = ada.post_json("/api/v1/auth/signup", body).await;
    assert!(signed_up.status.is_success(), "{}", signed_up.text);
    let body = json!({ "email": email, "otp": app.code(&email).await });
    let proven = ada.post_json("/api/auth/email-otp/verify-email", body).await.expect(200).json();
    assert!(proven.get("passwordDropped").is_none());
    sign_in(&mut app.visitor(), &email, PASSWORD).await;
}
