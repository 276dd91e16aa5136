//! The wire's answers at the start, and our own pages.

use serde_json::json;

use super::{ADA, World};
use crate::harness::{OAuth, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn the_start_answers_as_better_auth_does() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let body = json!({ "provider": "github", "callbackURL": "/x" });
    let reply = ada.post_json("/api/auth/sign-in/social", body).await.expect(200);
    let answer = reply.json();
    assert_eq!(answer["redirect"], true);
    assert_eq!(answer["url"].as_str(), reply.header("location"));
    let cookie = reply.header("set-cookie").unwrap();
    assert!(cookie.starts_with("better-auth.state="), "{cookie}");
    assert!(cookie.ends_with("; Max-Age=600; Path=/; HttpOnly; SameSite=Lax"), "{cookie}");

    let body = json!({ "provider": "github", "callbackURL": "/x", "disableRedirect": true });
    let reply = ada.post_json("/api/auth/sign-in/social", body).await.expect(200);
    assert_eq!((&reply.json()["redirect"], reply.header("location")), (&json!(false), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leads_elsewhere_or_is_not_offered_is_refused() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let evil = "https://evil.example/";
    for (body, status, code) in [
        (json!({}), 400, "VALIDATION_ERROR"),
        (json!({ "provider": "vercel" }), 404, "PROVIDER_NOT_FOUND"),
        (
            json!({ "provider": "google", "idToken": { "token": "x" } }),
            404,
            "ID_TOKEN_NOT_SUPPORTED",
        ),
        (json!({ "provider": "google", "callbackURL": evil }), 403, "INVALID_CALLBACK_URL"),
        (
            json!({ "provider": "google", "callbackURL": "//evil.example" }),
            403,
            "INVALID_CALLBACK_URL",
        ),
        (
            json!({ "provider": "google", "errorCallbackURL": evil }),
            403,
            "INVALID_ERROR_CALLBACK_URL",
        ),
        (
            json!({ "provider": "google", "newUserCallbackURL": evil }),
            403,
            "INVALID_NEW_USER_CALLBACK_URL",
        ),
    ] {
        let reply = ada.post_json("/api/auth/sign-in/social", body).await.expect(status);
        assert_eq!(reply.json()["code"], code);
    }
    assert_eq!(world.app.database.count("neon_auth.verification").await, 0);
    let without = TestApp::spawn().await;
    let body = json!({ "provider": "google" });
    let reply = without.visitor().post_json("/api/auth/sign-in/social", body).await.expect(404);
    assert_eq!(reply.json()["code"], "PROVIDER_NOT_FOUND");
    assert!(!without.visitor().get("/auth/login").await.text.contains("Continue with"));
    without.visitor().post("/auth/social/google", &[]).await.expect(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_leads_there_and_back_to_where_the_person_was_going() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let page = ada.get("/auth/login?return_to=/account").await.expect(200);
    for label in ["Continue with Google", "Continue with GitHub"] {
        assert!(page.text.contains(label), "{label}");
    }
    let page = ada.post("/auth/social/google", &[("return_to", "/account")]).await.expect(200);
    let refresh = page.header("refresh").unwrap();
    let url = refresh.strip_prefix("0; url=").unwrap();
    let back = OAuth::consent(url, ADA).await;
    let reply = ada.get(&back).await.expect(302);
    assert_eq!(reply.location(), "http://localhost:8080/account");
    ada.get("/account").await.expect(200);
    ada.post("/auth/logout", &[]).await.expect(303);
    let page = ada.get("/auth/login").await.expect(200).text;
    let marked = page.find("Last used").unwrap();
    assert!(marked < page.find("Continue with Google").unwrap(), "the method used last is marked");
    assert!(page.find("Continue with Google").unwrap() < page.find("current-password").unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sign_in_page_says_what_went_wrong_in_our_own_words() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let page = ada.post("/auth/social/google", &[("return_to", "/invitations/abc")]).await;
    let url = page.header("refresh").unwrap().strip_prefix("0; url=").unwrap().to_owned();
    let back = OAuth::consent(&url, &[("deny", "1")]).await;
    let to = ada.get(&back).await.location().replace("http://localhost:8080", "");
    let page = ada.get(&to).await.expect(200);
    assert!(page.text.contains("The sign-in was canceled"), "{}", page.text);
    assert!(page.text.contains(r#"value="/invitations/abc""#), "the target is kept");
    assert!(!page.text.contains("provider's own words"));

    let error = ada.get("/api/auth/error?error=%3Cb%3Eevil&error_description=evil").await;
    let page = ada.get(error.expect(303).location()).await.expect(200);
    assert!(page.text.contains("The sign-in didn’t work") && !page.text.contains("evil"));
}
