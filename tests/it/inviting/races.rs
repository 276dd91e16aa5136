//! Answers and changes at the same time end in one order.

use futures_util::{future::join_all, join};
use reqwest::Method;

use super::{invite, states::call};
use crate::harness::{Browser, TestApp, rounds};

/// Ada's organization, and Bob, whom she invites again and again.
struct Meeting {
    app: TestApp,
    ada: Browser,
    bob: Browser,
    slug: String,
}

impl Meeting {
    async fn new() -> Self {
        let app = TestApp::spawn().await;
        let (ada, slug) = app.owner("Ada", "Acme").await;
        let bob = app.person("Bob").await;
        Self { app, ada, bob, slug }
    }

    /// Invites Bob, who is no member; returns the invitation's path in the API and its link.
    async fn offer(&mut self) -> (String, String) {
        self.app.database.run("DELETE FROM memberships WHERE role = 'member'").await;
        self.app
            .database
            .run("UPDATE invitations SET canceled_at = coalesce(canceled_at, now())")
            .await;
        invite(&mut self.ada, &self.slug, &self.bob.email).await.expect(303);
        let list = format!("/api/v1/tenants/{}/invitations", self.slug);
        let listed = self.ada.get_json(&list).await.expect(200).json();
        let id = listed["items"][0]["id"].as_str().unwrap();
        (format!("{list}/{id}"), self.app.invitation_link(&self.bob.email).await)
    }

    /// Whether Bob is a member; he is exactly if the acceptance succeeded.
    async fn has_joined(&self, accepted: u16) -> bool {
        let has_joined = self.app.database.count("memberships").await == 2;
        assert_eq!(has_joined, accepted == 303);
        has_joined
    }
}

#[tokio::test]
async fn fifty_acceptances_of_one_invitation_are_one_membership() {
    let mut it = Meeting::new().await;
    for _ in 0..4 {
        let (_, link) = it.offer().await;
        let path = format!("{link}/acceptance");
        let mut windows: Vec<_> = (0..50).map(|_| it.bob.another_window()).collect();
        let replies = join_all(windows.iter_mut().map(|window| window.post(&path, &[]))).await;
        assert!(replies.iter().all(|reply| reply.status == 303));
        assert_eq!(it.app.database.count("memberships").await, 2);
    }
    let accepted = "SELECT FROM audit_events WHERE action = 'invitation.accepted'";
    assert_eq!(it.app.database.rows(accepted, &[]).await.len(), 4);
}

#[tokio::test]
async fn an_invitation_is_either_accepted_or_revoked() {
    let mut it = Meeting::new().await;
    for _ in 0..rounds(40) {
        let (path, link) = it.offer().await;
        let accept = format!("{link}/acceptance");
        let (accepted, revoked) =
            join!(it.bob.post(&accept, &[]), call(&mut it.ada, Method::DELETE, &path));
        let expected = if it.has_joined(accepted.status.as_u16()).await { 409 } else { 204 };
        assert_eq!(revoked.status, expected, "{}", revoked.text);
    }
}

#[tokio::test]
async fn an_invitation_is_either_accepted_or_declined() {
    let mut it = Meeting::new().await;
    for _ in 0..rounds(40) {
        let (_, link) = it.offer().await;
        let (accept, decline) = (format!("{link}/acceptance"), format!("{link}/decline"));
        let mut visitor = it.app.visitor();
        let (accepted, declined) = join!(it.bob.post(&accept, &[]), visitor.post(&decline, &[]));
        let expected = if it.has_joined(accepted.status.as_u16()).await { 409 } else { 303 };
        assert_eq!(declined.status, expected, "{}", declined.text);
    }
}

#[tokio::test]
async fn an_invitation_is_either_accepted_or_sent_again() {
    let mut it = Meeting::new().await;
    for _ in 0..rounds(40) {
        let (path, link) = it.offer().await;
        let (accept, resend) = (format!("{link}/acceptance"), format!("{path}/resend"));
        let (accepted, again) =
            join!(it.bob.post(&accept, &[]), call(&mut it.ada, Method::POST, &resend));
        let expected = if it.has_joined(accepted.status.as_u16()).await { 409 } else { 200 };
        assert_eq!(again.status, expected, "{}", again.text);
    }
}
