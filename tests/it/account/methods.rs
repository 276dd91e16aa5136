//! Sign-in methods: the last one can't be removed, and the one used last is marked.

use std::collections::BTreeSet;

use super::{another_device, sign_in};
use crate::harness::{Browser, PASSWORD, TestApp};

#[tokio::test]
async fn the_pages_of_before_lead_to_the_one_that_holds_them() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    for before in ["/account/password", "/account/methods", "/account/sessions"] {
        assert_eq!(ada.get(before).await.expect(303).location(), "/account/security", "{before}");
    }
    let page = ada.get("/account/security").await.expect(200).text;
    for part in ["Change password", "Sign-in methods", "This device", "See all activity"] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn each_device_has_a_button_of_its_own_name() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    for _ in 0..3 {
        another_device(&app, &ada.email).await;
    }
    let page = ada.get("/account/security").await.expect(200).text;
    let names: Vec<_> = page
        .split("Sign out<span class=\"visually-hidden\">")
        .skip(1)
        .map(|rest| rest.split('<').next().unwrap())
        .collect();
    let distinct: BTreeSet<_> = names.iter().collect();
    assert_eq!((names.len(), distinct.len()), (3, 3), "{names:?}");
}

#[tokio::test]
async fn the_method_used_last_is_marked_on_this_device_only() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    ada.post("/auth/logout", &[]).await.expect(303);
    let page = ada.get("/auth/login").await.expect(200).text;
    assert!(!page.contains("Last used"), "a code that confirms an address is no sign-in method");
    sign_in(&mut ada, &email, PASSWORD).await;
    ada.post("/auth/logout", &[]).await.expect(303);
    let page = ada.get("/auth/login").await.expect(200).text;
    assert_eq!(page.matches(r#"aria-describedby="last-used""#).count(), 1);
    assert!(page.contains(r#"aria-describedby="last-used">Sign in</button>"#), "{page}");
    let stranger = app.visitor().get("/auth/login").await.expect(200).text;
    assert!(!stranger.contains("Last used"));
}

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
