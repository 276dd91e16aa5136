//! Answers to invitations: by a mailed link, by a copied one, and from one's own list.

use reqwest::Method;
use serde_json::json;

use super::invite;
use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp, unique};

const OTHER: &str = "another battery staple";

async fn api(browser: &mut Browser, path: &str) -> Reply {
    let request = browser.request(Method::POST, path).header("origin", ORIGIN).json(&json!({}));
    browser.send(request).await
}

/// Ada, who owns an organization, and an invitation to somebody without an account.
struct Invited {
    app: TestApp,
    ada: Browser,
    slug: String,
    email: String,
    link: String,
}

impl Invited {
    async fn new() -> Self {
        let app = TestApp::spawn().await;
        let (mut ada, slug) = app.owner("Ada", "Acme").await;
        let email = format!("{}@example.com", unique("bob"));
        invite(&mut ada, &slug, &email).await.expect(303);
        let link = app.invitation_link(&email).await;
        Self { app, ada, slug, email, link }
    }

    async fn sign_up(&self, visitor: &mut Browser, password: &str) -> Reply {
        let form = [("name", "Bob"), ("password", password)];
        visitor.post(&format!("{}/account", self.link), &form).await
    }

    async fn can_sign_in(&self, password: &str) -> bool {
        let body = json!({ "email": self.email, "password": password });
        self.app.visitor().post_json("/api/v1/auth/signin", body).await.status == 200
    }

    /// Replaces the mailed link by one that Ada has seen.
    async fn copy_link(&mut self) -> String {
        let list = format!("/api/v1/tenants/{}/invitations", self.slug);
        let listed = self.ada.get_json(&list).await.expect(200).json();
        let id = listed["items"][0]["id"].as_str().unwrap();
        let copied = api(&mut self.ada, &format!("{list}/{id}/link")).await.expect(200).json();
        copied["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned()
    }

    async fn members(&self) -> i64 {
        self.app.database.count("memberships").await
    }

    async fn told(&self, words: &str) -> bool {
        self.app.mails(&self.ada.email).await.to_string().contains(words)
    }
}

#[tokio::test]
async fn a_mailed_link_creates_the_account_and_joins_without_a_code() {
    let it = Invited::new().await;
    let mut bob = it.app.visitor();
    let page = bob.get(&it.link).await.expect(200).text;
    let fixed = format!("value=\"{}\"", it.email);
    assert!(page.contains(&fixed) && page.contains("Create account and join"), "{page}");
    let weak = it.sign_up(&mut bob, "short").await.expect(422);
    assert!(weak.text.contains("at least 8") && weak.text.contains("value=\"Bob\""));
    let mails = it.app.mails(&it.email).await.as_array().unwrap().len();
    let joined = it.sign_up(&mut bob, PASSWORD).await.expect(303);
    assert_eq!(joined.location(), format!("/o/{}/dashboard", it.slug));
    assert!(bob.get(joined.location()).await.expect(200).text.contains("You joined Acme."));
    let me = bob.get_json("/api/v1/auth/me").await.expect(200).json();
    assert_eq!(
        (&me["user"]["email"], &me["user"]["emailVerified"]),
        (&json!(it.email), &json!(true))
    );
    assert_eq!(it.app.mails(&it.email).await.as_array().unwrap().len(), mails, "no code");
    assert!(it.can_sign_in(PASSWORD).await);
    assert!(it.told("has joined").await);
    it.sign_up(&mut it.app.visitor(), OTHER).await.expect(409);
    assert!(!it.can_sign_in(OTHER).await);
    assert_eq!(it.members().await, 2);
}

#[tokio::test]
async fn a_stranger_who_signed_up_for_the_mailbox_before_keeps_nothing() {
    let it = Invited::new().await;
    let form = [("name", "Eve"), ("email", it.email.as_str()), ("password", OTHER)];
    let mut eve = it.app.visitor();
    eve.post("/auth/sign-up", &form).await.expect(303);
    let mut bob = it.app.visitor();
    assert!(bob.get(&it.link).await.text.contains("Create account and join"));
    it.sign_up(&mut bob, PASSWORD).await.expect(303);
    assert!(it.can_sign_in(PASSWORD).await && !it.can_sign_in(OTHER).await);
    let code = it.app.code(&it.email).await;
    let form = [("email", it.email.as_str()), ("otp", code.as_str())];
    assert_ne!(eve.post("/auth/verify-email", &form).await.status, 303);
    eve.get("/account").await.expect(303);
}

#[tokio::test]
async fn an_account_that_exists_signs_in_and_keeps_its_password() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    invite(&mut ada, &slug, &bob.email.clone()).await.expect(303);
    let email = bob.email.clone();
    let it = Invited { link: app.invitation_link(&email).await, app, ada, slug, email };
    let page = it.app.visitor().get(&it.link).await.expect(200).text;
    assert!(page.contains("Sign in to join") && !page.contains("name=\"password\""), "{page}");
    let refused = it.sign_up(&mut it.app.visitor(), OTHER).await;
    assert!(refused.status.is_client_error(), "{}", refused.text);
    assert!(it.can_sign_in(PASSWORD).await && !it.can_sign_in(OTHER).await);
    bob.post(&format!("{}/acceptance", it.link), &[]).await.expect(303);
    assert_eq!(it.members().await, 2);
}

#[tokio::test]
async fn a_copied_link_proves_nothing() {
    let mut it = Invited::new().await;
    it.link = it.copy_link().await;
    let page = it.app.visitor().get(&it.link).await.expect(200).text;
    assert!(!page.contains(&it.email) && !page.contains("name=\"password\""), "{page}");
    it.sign_up(&mut it.app.visitor(), PASSWORD).await.expect(409);
    assert!(!it.can_sign_in(PASSWORD).await);
    let refused = it.app.visitor().post(&format!("{}/decline", it.link), &[]).await.expect(409);
    assert!(refused.text.contains("sign in with the address that was invited"), "{}", refused.text);
    let refused = api(&mut it.app.visitor(), &format!("/api/v1{}/decline", it.link)).await;
    refused.expect(401);
    // The right person still joins by it, after a code.
    let mut bob = it.app.visitor();
    let form = [("name", "Bob"), ("email", it.email.as_str()), ("password", PASSWORD)];
    bob.post("/auth/sign-up", &form).await.expect(303);
    let code = it.app.code(&it.email).await;
    bob.post("/auth/verify-email", &[("email", &it.email), ("otp", &code)]).await.expect(303);
    bob.post(&format!("{}/acceptance", it.link), &[]).await.expect(303);
    assert_eq!(it.members().await, 2);
}

#[tokio::test]
async fn a_link_that_is_over_creates_no_account() {
    let mut it = Invited::new().await;
    let former = it.link.clone();
    let copied = it.copy_link().await;
    it.sign_up(&mut it.app.visitor(), PASSWORD).await.expect(404);
    it.link = copied;
    let list = format!("/api/v1/tenants/{}/invitations", it.slug);
    let id = it.ada.get_json(&list).await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    api(&mut it.ada, &format!("{list}/{id}/resend")).await.expect(200);
    it.link = it.app.invitation_link(&it.email).await;
    assert_ne!(it.link, former);
    it.app.clock.advance(chrono::TimeDelta::days(7));
    it.sign_up(&mut it.app.visitor(), PASSWORD).await.expect(409);
    assert!(!it.can_sign_in(PASSWORD).await);
    assert_eq!(it.members().await, 1);
}

#[tokio::test]
async fn the_reader_of_the_mailbox_declines_without_an_account() {
    let it = Invited::new().await;
    let mut bob = it.app.visitor();
    for _ in 0..2 {
        let path = format!("{}/decline", it.link);
        assert_eq!(bob.post(&path, &[]).await.expect(303).location(), it.link);
    }
    assert!(bob.get(&it.link).await.text.contains("This invitation was declined"));
    api(&mut it.app.visitor(), &format!("/api/v1{}/decline", it.link)).await.expect(204);
    it.sign_up(&mut it.app.visitor(), PASSWORD).await.expect(409);
    assert!(it.told("declined to join").await);
    let mails = it.app.mails(&it.ada.email).await;
    let answers = mails.as_array().unwrap().iter();
    let answers = answers.filter(|mail| mail["subject"] == "Your invitation was declined");
    assert_eq!(answers.count(), 1);
    let events = "SELECT FROM audit_events WHERE action = 'invitation.declined'";
    assert_eq!(it.app.database.rows(events, &[]).await.len(), 1);
    let mut ada = it.ada;
    invite(&mut ada, &it.slug, &it.email).await.expect(303);
}

#[tokio::test]
async fn the_wrong_account_sees_both_addresses_and_switches() {
    let it = Invited::new().await;
    let mut eve = it.app.person("Eve").await;
    let page = eve.get(&it.link).await.expect(200).text;
    assert!(page.contains(&it.email) && page.contains(&eve.email), "{page}");
    assert!(page.contains(&format!("name=\"return_to\" value=\"{}\"", it.link)), "{page}");
    eve.post(&format!("{}/acceptance", it.link), &[]).await.expect(409);
    let left = eve.post("/auth/logout", &[("return_to", it.link.as_str())]).await.expect(303);
    assert_eq!(left.location(), it.link);
    assert!(eve.get(&it.link).await.text.contains("Create account and join"));
    assert_eq!(it.members().await, 1);
}

#[tokio::test]
async fn ones_own_invitations_are_listed_and_answered_by_their_id() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let other = app.register(&mut ada, "Other").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    for slug in [&acme, &other] {
        invite(&mut ada, slug, &bob.email.clone()).await.expect(303);
    }
    let listed = bob.get_json("/api/v1/me/invitations").await.expect(200).json();
    let ids: Vec<_> = listed["items"].as_array().unwrap().iter().collect();
    assert_eq!((ids.len(), &ids[1]["organization"]["slug"]), (2, &json!(acme)));
    let [second, first] = [0, 1].map(|at| ids[at]["id"].as_str().unwrap().to_owned());
    assert_eq!(eve.get_json("/api/v1/me/invitations").await.json()["items"], json!([]));
    for answer in ["acceptance", "decline"] {
        api(&mut eve, &format!("/api/v1/invitations/{first}/{answer}")).await.expect(404);
        api(&mut app.visitor(), &format!("/api/v1/invitations/{first}/{answer}"))
            .await
            .expect(if answer == "decline" { 404 } else { 401 });
    }
    let joined = api(&mut bob, &format!("/api/v1/invitations/{first}/acceptance")).await;
    assert_eq!(joined.expect(200).json()["organization"]["slug"], json!(acme));
    // The other one waits in the switcher, and on the pages about organizations.
    let accept = format!("action=\"/invitations/{second}/acceptance\"");
    for path in
        [&format!("/o/{acme}/todos"), "/account/organizations", "/auth/select-tenant", "/account"]
    {
        let page = bob.get(path).await.expect(200).text;
        assert!(page.contains(&accept), "{path}: {page}");
    }
    let badge = bob.get(&format!("/o/{acme}/todos")).await.text;
    assert!(badge.contains("data-waiting>1<span") && badge.contains(" invitation waits for you"));
    let form = [("return_to", "/account/organizations")];
    let done = bob.post(&format!("/invitations/{second}/decline"), &form).await.expect(303);
    assert_eq!(done.location(), "/account/organizations");
    let page = bob.get("/account/organizations").await.text;
    assert!(!page.contains(&accept) && page.contains("declined to join Other"), "{page}");
    assert_eq!(app.database.count("memberships").await, 3);
}

#[tokio::test]
async fn the_switcher_lists_what_was_used_last_first_and_says_where_one_is() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let second = app.register(&mut ada, "Zebra").await;
    let order = |page: &str| {
        let at = |slug: &str| page.find(&format!("class=\"menu-item\" href=\"/o/{slug}/todos\""));
        at(&acme).unwrap() < at(&second).unwrap()
    };
    ada.get(&format!("/o/{acme}/todos")).await.expect(200);
    app.clock.advance(chrono::TimeDelta::minutes(1));
    ada.get(&format!("/o/{second}/todos")).await.expect(200);
    let page = ada.get(&format!("/o/{second}/todos")).await.expect(200).text;
    assert!(!order(&page) && !page.contains("Now in"), "{page}");
    app.clock.advance(chrono::TimeDelta::minutes(1));
    let from = format!("{ORIGIN}/o/{second}/todos");
    let request = ada.request(Method::GET, &format!("/o/{acme}/todos")).header("referer", &from);
    let page = ada.send(request.header("accept", "text/html")).await.expect(200).text;
    assert!(order(&page) && page.contains("Now in Acme."), "{page}");
}
