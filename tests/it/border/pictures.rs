//! Pictures are URLs, and tokens stay small.

use serde_json::{Value, json};

use crate::harness::{PASSWORD, TestApp, unique};

#[tokio::test]
async fn a_picture_is_an_address_on_the_web() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let data = format!("data:image/png;base64,{}", "A".repeat(40_000));
    let long = format!("https://example.com/{}", "x".repeat(2_000));
    for image in ["javascript:alert(1)", "https://a:b@example.com/", "picture", &data, &long] {
        let refused = ada.post_json("/api/auth/update-user", json!({ "image": image })).await;
        assert_eq!(refused.expect(400).json()["code"], "VALIDATION_ERROR", "{image:.40}");
        let email = format!("{}@example.com", unique("eve"));
        let new = json!({ "name": "Eve", "email": email, "password": PASSWORD, "image": image });
        app.visitor().post_json("/api/auth/sign-up/email", new).await.expect(400);
        let by_code = json!({ "email": email, "otp": "123456", "image": image });
        app.visitor().post_json("/api/auth/sign-in/email-otp", by_code).await.expect(400);
    }
    let image = "https://example.com/ada.png";
    ada.post_json("/api/auth/update-user", json!({ "image": image })).await.expect(200);
    let session = ada.get_json("/api/auth/get-session").await.json();
    assert_eq!(session["user"]["image"], image);
    ada.post_json("/api/auth/update-user", json!({ "image": null })).await.expect(200);
    let session = ada.get_json("/api/auth/get-session").await.json();
    assert_eq!(session["user"]["image"], Value::Null);
}

#[tokio::test]
async fn a_token_stays_small_whatever_its_owner_wrote() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let (name, image) = ("ü".repeat(100), format!("https://example.com/{}", "x".repeat(1_980)));
    let all = json!({ "name": name, "image": image });
    ada.post_json("/api/auth/update-user", all).await.expect(200);
    let session = ada.get_json("/api/auth/get-session").await.expect(200);
    let beside = session.header("set-auth-jwt").unwrap().to_owned();
    let token = ada.get_json("/api/auth/token").await.json()["token"].as_str().unwrap().to_owned();
    for token in [beside, token] {
        assert!(token.len() < 1_500, "{}", token.len());
        let mut program = app.visitor();
        let me = program.request(reqwest::Method::GET, "/api/v1/auth/me").bearer_auth(&token);
        program.send(me).await.expect(200);
    }
}
