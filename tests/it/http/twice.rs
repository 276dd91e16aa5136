//! Forms that are sent twice, as happens without scripts.

use crate::harness::{Browser, PASSWORD, TestApp, unique};

/// Returns the hidden key of the page's form for a new todo.
async fn key(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path).await.expect(200).text;
    let after = page.split(r#"name="key" value=""#).nth(1).expect("the form has a key");
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn a_todo_that_is_sent_twice_is_one() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let path = format!("/o/{slug}/todos");
    let first = key(&mut ada, &path).await;
    let second = key(&mut ada, &path).await;
    assert_ne!(first, second);
    let one = [("title", "Ship"), ("key", first.as_str())];
    let mut windows = [ada.another_window(), ada.another_window(), ada.another_window()];
    let [a, b, c] = &mut windows;
    let sent = tokio::join!(a.post(&path, &one), b.post(&path, &one), c.post(&path, &one));
    for reply in [sent.0, sent.1, sent.2] {
        assert_eq!(reply.expect(303).location(), format!("{path}#new-title"));
    }
    assert_eq!(app.database.count("todos").await, 1);
    ada.post(&path, &[("title", "Ship"), ("key", second.as_str())]).await.expect(303);
    assert_eq!(app.database.count("todos").await, 2, "another form is another todo");
    for _ in 0..2 {
        ada.post(&path, &[("title", "Without a key")]).await.expect(303);
    }
    assert_eq!(app.database.count("todos").await, 3);
}

#[tokio::test]
async fn a_form_that_was_refused_keeps_its_key() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let path = format!("/o/{slug}/todos");
    let shown = key(&mut ada, &path).await;
    let refused = ada.post(&path, &[("title", " "), ("key", shown.as_str())]).await.expect(422);
    assert!(refused.text.contains(&format!(r#"name="key" value="{shown}""#)), "{}", refused.text);
}

#[tokio::test]
async fn an_organization_that_is_registered_twice_is_one() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let form = [("name", "Acme"), ("slug", "acme-of-ada")];
    for _ in 0..2 {
        let reply = ada.post("/auth/register-organization", &form).await.expect(303);
        assert_eq!(reply.location(), "/o/acme-of-ada/dashboard");
    }
    assert_eq!(app.database.count("tenants").await, 1);
    let other = [("name", "Another"), ("slug", "acme-of-ada")];
    ada.post("/auth/register-organization", &other).await.expect(422);
    app.person("Bob").await.post("/auth/register-organization", &form).await.expect(422);
}

#[tokio::test]
async fn an_invitation_that_is_accepted_twice_leads_in_twice() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let form = [("email", bob.email.as_str()), ("role", "member")];
    ada.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
    let accept = format!("{}/acceptance", app.invitation_link(&bob.email).await);
    let mut other = bob.another_window();
    let (one, two) = tokio::join!(bob.post(&accept, &[]), other.post(&accept, &[]));
    let third = bob.post(&accept, &[]).await;
    for reply in [one, two, third] {
        assert_eq!(reply.expect(303).location(), format!("/o/{slug}/dashboard"));
    }
    let mut eve = app.person("Eve").await;
    eve.post(&accept, &[]).await.expect(409);
    assert_eq!(app.database.count("memberships").await, 2);
    // A person who isn't a member anymore isn't let in.
    let gone = "DELETE FROM memberships WHERE role = 'member'";
    app.database.run(gone).await;
    bob.post(&accept, &[]).await.expect(409);
}

#[tokio::test]
async fn a_code_that_is_sent_twice_leads_on_twice() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    let email = format!("{}@example.com", unique("ada"));
    let form = [("name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let code = app.code(&email).await;
    let form = [("email", email.as_str()), ("otp", code.as_str()), ("return_to", "/account")];
    for _ in 0..2 {
        assert_eq!(ada.post("/auth/verify-email", &form).await.expect(303).location(), "/account");
    }
    let form = [("email", email.as_str()), ("otp", code.as_str())];
    let again = ada.post("/auth/verify-email", &form).await.expect(303);
    assert_eq!(again.location(), "/auth/no-organization");
    // It redirects no one else, nor Ada with another person's address.
    app.visitor().post("/auth/verify-email", &form).await.expect(422);
    let bob = app.person("Bob").await;
    let form = [("email", bob.email.as_str()), ("otp", code.as_str())];
    ada.post("/auth/verify-email", &form).await.expect(422);
}
