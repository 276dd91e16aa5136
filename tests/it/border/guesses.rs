//! Input that can't have been a guess costs no try.

use serde_json::json;

use crate::harness::{PASSWORD, TestApp, unique};

#[tokio::test]
async fn a_code_that_is_none_uses_no_try_up() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    let email = format!("{}@example.com", unique("ada"));
    let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
    ada.post_json("/api/auth/sign-up/email", body).await.expect(200);
    let code = app.code(&email).await;
    for otp in ["", "12345", "1234567", "abcdef", "12345a", "１２３４５６", "12.456", "000000x"]
    {
        for path in ["/api/auth/email-otp/verify-email", "/api/auth/email-otp/reset-password"] {
            let body = json!({ "email": email, "otp": otp, "password": "another battery" });
            let refused = ada.post_json(path, body).await.expect(400);
            assert_eq!(refused.json()["code"], "INVALID_OTP", "{path} {otp:?}");
        }
    }
    let spaced = format!("{} {}", &code[..3], &code[3..]);
    let body = json!({ "email": email, "otp": spaced });
    ada.post_json("/api/auth/email-otp/verify-email", body).await.expect(200);
}
