//! The next page's notice waits in a cookie, and cookies are limited in size.

use crate::harness::{Browser, TestApp};

/// The bytes that browsers keep of a cookie, name and value.
const LARGEST: usize = 4096;

#[tokio::test]
async fn a_hundred_forms_without_a_page_all_succeed() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    for number in 0..100 {
        let name = format!("Ada the {number}th");
        ada.post("/account", &[("name", name.as_str())]).await.expect(303);
        assert!(largest(&ada) <= LARGEST, "after {number}");
    }
    ada.get("/account").await.expect(200);
}

fn largest(browser: &Browser) -> usize {
    let sizes = browser.cookies.iter().map(|(name, value)| name.len() + value.len() + 1);
    sizes.max().unwrap()
}

#[tokio::test]
async fn sixty_invitations_in_a_row_are_sixty_and_the_newest_are_told() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    for number in 0..60 {
        let email = format!("guest-number-{number}-with-a-rather-long-name@example.com");
        let form = [("email", email.as_str()), ("role", "member")];
        ada.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
        assert!(largest(&ada) <= LARGEST, "after {number}");
    }
    assert_eq!(app.database.count("invitations").await, 60);
    let page = ada.get(&format!("/o/{slug}/members")).await.expect(200).text;
    assert!(
        page.contains("guest-number-59-with")
            && page.matches("class=\"notice notice-").count() <= 5
    );
}
