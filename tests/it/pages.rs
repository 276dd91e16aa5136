//! People's actions, page by page, without JavaScript.

use crate::harness::TestApp;

#[tokio::test]
async fn a_person_signs_up_proves_the_mailbox_and_registers_an_organization() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;

    assert_eq!(ada.get("/dashboard").await.location(), "/auth/no-organization");
    ada.get("/auth/no-organization").await.expect(200);
    let slug = app.register(&mut ada, "Acme").await;

    let dashboard = ada.get(&format!("/o/{slug}/dashboard")).await.expect(200);
    assert!(dashboard.text.contains("Acme created."), "{}", dashboard.text);
    assert_eq!(ada.get("/dashboard").await.location(), format!("/o/{slug}/dashboard"));
    assert_eq!(app.database.count("tenants").await, 1);
}

#[tokio::test]
async fn a_colleague_joins_by_mail_and_switches_between_two_organizations() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, bobs) = app.owner("Bob", "Bobs").await;

    app.join(&mut ada, &acme, &mut bob, "member").await;

    let page = bob.get(&format!("/o/{acme}/dashboard")).await.expect(200);
    assert!(page.text.contains(&format!("/o/{bobs}/dashboard")), "the switcher leads home");
    let members = ada.get(&format!("/o/{acme}/members")).await.expect(200);
    assert!(members.text.contains(&bob.email));
    assert_eq!(bob.get(&format!("/o/{bobs}/todos")).await.status, 200);
}
