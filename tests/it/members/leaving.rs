//! Leaving an organization by its page.

use super::role;
use crate::harness::TestApp;

#[tokio::test]
async fn a_member_leaves_and_lands_among_their_organizations() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let leave = format!("/o/{acme}/leave");
    bob.post(&format!("/o/{acme}/todos"), &[("title", "Mine")]).await.expect(303);

    assert!(bob.get(&format!("/o/{acme}/members")).await.text.contains(&leave));
    let asks = bob.get(&leave).await.expect(200);
    assert!(asks.text.contains("One private to-do"), "{}", asks.text);
    let left = bob.post(&leave, &[]).await.expect(303);
    assert_eq!(left.location(), "/account/organizations");
    let told = bob.get("/account/organizations").await.expect(200);
    assert!(told.text.contains("You left Acme."), "{}", told.text);
    assert_eq!(role(&app, &bob.email).await, None);
    assert_eq!(app.database.count("todos").await, 0);
    bob.get(&leave).await.expect(404);
}

#[tokio::test]
async fn ones_organizations_are_listed_with_what_one_can_do_there() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let own = app.register(&mut bob, "Bobs").await;
    let list = bob.get("/account/organizations").await.expect(200);
    for words in
        ["Admin · last used", "Owner · last used", &format!("/o/{acme}/leave"), "Make default"]
    {
        assert!(list.text.contains(words), "{words}: {}", list.text);
    }
    bob.get(&format!("/o/{own}/leave")).await.expect(200);
    app.database.run("UPDATE memberships SET suspended_at = now() WHERE role = 'admin'").await;
    let list = bob.get("/account/organizations").await.expect(200);
    assert!(list.text.contains(">Acme</span>") && !list.text.contains(&acme), "{}", list.text);
}

#[tokio::test]
async fn the_members_page_says_what_each_role_may_do() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let page = ada.get(&format!("/o/{acme}/members")).await.expect(200);
    assert!(page.text.contains("What each role may do"), "{}", page.text);
    assert!(
        page.text.contains("Change the organization’s name, URL, color and logo"),
        "{}",
        page.text
    );
}

#[tokio::test]
async fn the_last_owner_is_told_what_to_do() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let leave = format!("/o/{acme}/leave");
    for stays in [ada.get(&leave).await.expect(200), ada.post(&leave, &[]).await.expect(409)] {
        assert!(stays.text.contains("needs at least one owner"), "{}", stays.text);
        for link in
            [format!("/o/{acme}/members"), format!("/o/{acme}/invitations?role=owner#invite")]
        {
            assert!(stays.text.contains(&format!("href=\"{link}\"")), "{}", stays.text);
            ada.get(&link).await.expect(200);
        }
    }
    let own = super::member(&app, &acme, &ada.email).await.replace("/api/v1/tenants/", "/o/");
    let demoted = ada.post(&format!("{own}/role"), &[("role", "member")]).await.expect(409);
    assert!(demoted.text.contains("needs at least one owner"), "{}", demoted.text);
    assert_eq!(ada.get(&format!("{own}/delete")).await.expect(303).location(), leave);
    assert_eq!(role(&app, &ada.email).await.as_deref(), Some("owner"));

    let of_bob = super::member(&app, &acme, &bob.email).await.replace("/api/v1/tenants/", "/o/");
    ada.post(&format!("{of_bob}/role"), &[("role", "owner")]).await.expect(303);
    ada.post(&leave, &[]).await.expect(303);
    assert_eq!(role(&app, &ada.email).await, None);
}
