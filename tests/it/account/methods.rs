//! Sign-in methods: the last one can't be removed.

use crate::harness::{Browser, TestApp};

#[tokio::test]
async fn the_only_way_to_sign_in_stays() {
    let app = TestApp::spawn().await;
    only_one_stays(&app, &mut app.person("Ada").await).await;
}

/// Either provider's refusal reads the same on the page, and removes nothing.
pub async fn only_one_stays(app: &TestApp, ada: &mut Browser) {
    let accounts = ada.get_json("/api/auth/list-accounts").await.expect(200).json();
    let path = format!("/account/methods/{}/delete", accounts[0]["id"].as_str().unwrap());
    let refused = ada.post(&path, &[]).await.expect(422);
    assert!(refused.text.contains("This is your only way to sign in."), "{}", refused.text);
    assert_eq!(app.database.count("neon_auth.account").await, 1);
    ada.post("/account/methods/unknown/delete", &[]).await.expect(404);
}
