//! One mailbox is one person, however its address is written.

use serde_json::json;

use crate::harness::{Browser, PASSWORD, TestApp};

const UNICODE: &str = "ada@bücher.example";
const ASCII: &str = "ada@xn--bcher-kva.example";

async fn sign_up(app: &TestApp, email: &str, mailbox: &str) -> Browser {
    let mut ada = app.visitor();
    ada.email = mailbox.to_owned();
    let form = [("name", "Ada"), ("email", email), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let code = app.code(mailbox).await;
    ada.post("/auth/verify-email", &[("email", email), ("otp", &code)]).await.expect(303);
    ada
}

#[tokio::test]
async fn both_spellings_of_a_domain_are_one_person() {
    let app = TestApp::spawn().await;
    let mut ada = sign_up(&app, UNICODE, ASCII).await;
    let me = ada.get_json("/api/v1/auth/me").await.expect(200).json();
    assert_eq!(me["user"]["email"], ASCII);
    for email in [UNICODE, ASCII, "ADA@BÜCHER.example", "ada@bu\u{308}cher.example"] {
        let body = json!({ "email": email, "password": PASSWORD });
        for path in ["/api/auth/sign-in/email", "/api/v1/auth/signin"] {
            let user = app.visitor().post_json(path, body.clone()).await.expect(200).json();
            assert_eq!(user["user"]["email"], ASCII, "{email}");
        }
        let form = [("name", "Eve"), ("email", email), ("password", "another battery")];
        app.visitor().post("/auth/sign-up", &form).await.expect(303);
    }
    assert_eq!(app.database.count("neon_auth.\"user\"").await, 1);
    assert!(ada.get("/account").await.text.contains(UNICODE), "people see their own script");
}

#[tokio::test]
async fn an_invitation_meets_the_person_in_either_spelling() {
    let app = TestApp::spawn().await;
    let (mut owner, slug) = app.owner("Grace", "Acme").await;
    let mut ada = sign_up(&app, ASCII, ASCII).await;
    let form = [("email", UNICODE), ("role", "member")];
    owner.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
    let twice = json!({ "email": ASCII, "role": "member" });
    owner.post_json(&format!("/api/v1/tenants/{slug}/invitations"), twice).await.expect(422);
    let link = app.invitation_link(ASCII).await;
    ada.post(&format!("{link}/acceptance"), &[]).await.expect(303);
    ada.get(&format!("/o/{slug}/dashboard")).await.expect(200);
    let members = owner.get(&format!("/o/{slug}/members")).await.text;
    assert!(!members.contains("xn--"), "{members}");
}

#[tokio::test]
async fn what_cannot_be_mailed_to_or_deceives_is_refused_with_a_sentence() {
    let app = TestApp::spawn().await;
    let (mut owner, slug) = app.owner("Grace", "Acme").await;
    for (email, said) in [
        ("jürgen@example.com", "Before the @"),
        ("ada@\u{430}pple.com", "different scripts"),
        ("ada..b@example.com", "such as name@example.com"),
        (".ada@example.com", "such as name@example.com"),
        ("\"ada\"@example.com", "such as name@example.com"),
    ] {
        let form = [("name", "Ada"), ("email", email), ("password", PASSWORD)];
        let page = app.visitor().post("/auth/sign-up", &form).await.expect(422);
        assert!(page.text.contains(said), "{email} {}", page.text);
        let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
        app.visitor().post_json("/api/auth/sign-up/email", body.clone()).await.expect(400);
        app.visitor().post_json("/api/v1/auth/signup", body).await.expect(422);
        let invited = json!({ "email": email, "role": "member" });
        let path = format!("/api/v1/tenants/{slug}/invitations");
        owner.post_json(&path, invited).await.expect(422);
        owner.post_json("/api/auth/change-email", json!({ "newEmail": email })).await.expect(400);
    }
    assert_eq!(app.database.count("invitations").await, 0);
}
