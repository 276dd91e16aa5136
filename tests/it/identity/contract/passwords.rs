//! Resetting a forgotten password, by code.

use serde_json::json;

use super::{
    person::{Person, end},
    world::World,
};
use crate::harness::PASSWORD;

const ANOTHER: &str = "another horse, another battery";

pub async fn reset_on_the_wire(world: &World) {
    let mut ada = world.known().await;
    let mut browser = ada.elsewhere();
    ask(&mut browser, &world.stranger().email).await;
    ask(&mut browser, &ada.email).await;
    let email = ada.email.clone();
    let form =
        |otp: &str, password: &str| json!({ "email": email, "otp": otp, "password": password });
    let code = ada.code().await;
    let reset = "/email-otp/reset-password";
    assert_eq!(end(&browser.call(reset, form("none", ANOTHER)).await), "400 INVALID_OTP");
    assert_eq!(end(&browser.call(reset, form(&code, "short")).await), "400 PASSWORD_TOO_SHORT");
    let mut right = form(&code, ANOTHER);
    if world.provider.short_password_spends_code {
        assert_eq!(end(&browser.call(reset, right).await), "400 INVALID_OTP");
        ask(&mut browser, &ada.email).await;
        right = form(&ada.code().await, ANOTHER);
    }
    browser.call(reset, right.clone()).await.expect(200);
    assert_eq!(end(&browser.call(reset, right).await), "400 INVALID_OTP");
    assert!(browser.session().await.is_null(), "a reset is no sign-in");
    assert_eq!(ada.session().await.is_object(), world.provider.reset_keeps_sessions);
    browser.sign_in(PASSWORD).await.expect(401);
    browser.sign_in(ANOTHER).await.expect(200);
}

/// Requests a reset; strangers get the same answer.
async fn ask(browser: &mut Person<'_>, email: &str) {
    let asked = browser.call("/email-otp/request-password-reset", json!({ "email": email })).await;
    assert_eq!(asked.expect(200).json()["success"], true, "{email}");
}

/// Our pages ask the provider on the browser's behalf, in direct mode as well. Every
/// session ends, including the provider's, which could become one of ours again.
pub async fn reset_on_our_pages(world: &World) {
    let mut ada = world.signed_in().await;
    let mut phone = ada.another_device().await;
    let (jwt, token) = (ada.jwt().await, phone.token().await);
    let mut by_jwt = world.app.visitor();
    by_jwt.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
    // As on an installation that lets people sign in with an unproven mailbox.
    let unproven = format!("UPDATE users SET email_verified = false WHERE email = '{}'", ada.email);
    world.app.database.run(&unproven).await;
    let mut browser = world.app.visitor();
    let email = ada.email.clone();
    let email = email.as_str();
    browser.post("/auth/forgot-password", &[("email", email)]).await.expect(200);
    let code = ada.code().await;
    let form = [("email", email), ("otp", code.as_str()), ("password", ANOTHER)];
    browser.post("/auth/reset-password", &form).await.expect(303);
    assert_eq!(world.rows_of(email).await, (1, 0));
    for device in [&mut ada, &mut phone] {
        assert!(device.session().await.is_null() && !device.is_inside().await);
    }
    by_jwt.get_json("/api/v1/auth/me").await.expect(401);
    let mut again = world.app.visitor();
    again.post_json("/auth/neon-callback", json!({ "token": token })).await.expect(401);
    let mail = world.app.mails(email).await;
    assert!(mail[0]["text"].as_str().unwrap().contains("All sessions were ended."), "{mail}");
    let old = [("email", email), ("password", PASSWORD)];
    browser.post("/auth/login", &old).await.expect(422);
    let new = [("email", email), ("password", ANOTHER)];
    let inside = browser.post("/auth/login", &new).await.expect(303);
    assert_eq!(inside.location(), "/auth/no-organization");
    browser.get_json("/api/v1/auth/me").await.expect(200);
    browser.post("/auth/logout", &[]).await.expect(303);
    browser.get_json("/api/v1/auth/me").await.expect(401);
}
