//! An invitation is checked again when it's used.

use futures_util::future::join_all;

use crate::harness::{Browser, TestApp, held};

/// An admin's invitation that hasn't been answered yet.
struct Delegated {
    app: TestApp,
    guest: Browser,
    link: String,
}

impl Delegated {
    /// Ada owns an organization; Bob, an admin in it, invites Carl as `role`.
    async fn invitation(role: &str) -> Self {
        let app = TestApp::spawn().await;
        let (mut ada, slug) = app.owner("Ada", "Acme").await;
        let mut bob = app.person("Bob").await;
        app.join(&mut ada, &slug, &mut bob, "admin").await;
        let guest = app.person("Carl").await;
        let form = [("email", guest.email.as_str()), ("role", role)];
        bob.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
        let link = app.invitation_link(&guest.email).await;
        Self { app, guest, link }
    }

    async fn run(&self, sql: &str) {
        self.app.database.run(sql).await;
    }

    async fn expect_refusal(mut self) {
        let before = self.app.database.count("memberships").await;
        let page = self.guest.post(&format!("{}/acceptance", self.link), &[]).await.expect(409);
        assert!(page.text.contains("canceled"), "{}", page.text);
        assert_eq!(self.app.database.count("memberships").await, before);
        let accepted = "SELECT FROM invitations WHERE accepted_at IS NOT NULL AND role <> 'admin'";
        assert!(self.app.database.rows(accepted, &[]).await.is_empty());
    }

    async fn pending(&self) -> usize {
        let sql = "SELECT FROM invitations WHERE accepted_at IS NULL AND canceled_at IS NULL";
        self.app.database.rows(sql, &[]).await.len()
    }
}

const BOB: &str = "(SELECT id FROM users WHERE name = 'Bob')";

#[tokio::test]
async fn a_removed_inviters_invitations_are_cancelled_with_the_membership() {
    let it = Delegated::invitation("member").await;
    it.run(&format!("DELETE FROM memberships WHERE user_id = {BOB}")).await;
    assert_eq!(it.pending().await, 0);
    it.expect_refusal().await;
}

#[tokio::test]
async fn a_demoted_inviters_invitations_are_cancelled_with_the_role() {
    let it = Delegated::invitation("member").await;
    it.run(&format!("UPDATE memberships SET role = 'member' WHERE user_id = {BOB}")).await;
    assert_eq!(it.pending().await, 0);
    it.expect_refusal().await;
}

#[tokio::test]
async fn a_promoted_inviters_invitations_stay() {
    let mut it = Delegated::invitation("member").await;
    it.run(&format!("UPDATE memberships SET role = 'owner' WHERE user_id = {BOB}")).await;
    assert_eq!(it.pending().await, 1);
    it.guest.post(&format!("{}/acceptance", it.link), &[]).await.expect(303);
}

#[tokio::test]
async fn a_demotion_cancels_only_what_is_above_the_new_role() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "owner").await;
    for (email, role) in [("carl@example.com", "owner"), ("dora@example.com", "admin")] {
        bob.post(&format!("/o/{slug}/invitations"), &[("email", email), ("role", role)])
            .await
            .expect(303);
    }
    app.database.run(&format!("UPDATE memberships SET role = 'admin' WHERE user_id = {BOB}")).await;
    let left = "SELECT email FROM invitations WHERE accepted_at IS NULL AND canceled_at IS NULL";
    let left: Vec<String> =
        app.database.rows(left, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(left, ["dora@example.com"]);
}

/// No trigger on memberships sees these states of an inviter, but the acceptance does.
#[tokio::test]
async fn an_inviter_who_is_suspended_banned_or_leaving_lets_nobody_in() {
    for ended in [
        "UPDATE users SET suspended_at = now() WHERE name = 'Bob'",
        "UPDATE users SET deletion_due_at = now() + interval '7 days' WHERE name = 'Bob'",
        "UPDATE neon_auth.\"user\" SET banned = true WHERE name = 'Bob'",
    ] {
        let it = Delegated::invitation("member").await;
        it.run(ended).await;
        it.expect_refusal().await;
    }
}

/// Without the trigger, as if a role changed while the invitation was being written.
#[tokio::test]
async fn the_acceptance_itself_looks_at_the_inviters_role() {
    let it = Delegated::invitation("admin").await;
    it.run("ALTER TABLE memberships DISABLE TRIGGER memberships_cancel_invitations").await;
    it.run(&format!("UPDATE memberships SET role = 'member' WHERE user_id = {BOB}")).await;
    it.expect_refusal().await;
}

#[tokio::test]
async fn an_account_that_closes_withdraws_what_it_offered() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "admin").await;
    let mut carl = app.person("Carl").await;
    let form = [("email", carl.email.as_str()), ("role", "admin")];
    bob.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
    let link = app.invitation_link(&carl.email).await;
    let email = bob.email.clone();
    bob.post("/account/delete", &[("email", email.as_str())]).await.expect(303);
    carl.post(&format!("{link}/acceptance"), &[]).await.expect(409);
    assert_eq!(app.database.count("memberships").await, 2);
}

/// The second of the two finds the first one's changes.
#[tokio::test]
async fn a_removal_and_an_acceptance_at_once_end_in_one_order() {
    for _ in 0..8 {
        let mut it = Delegated::invitation("member").await;
        let removal = format!("DELETE FROM memberships WHERE user_id = {BOB}");
        let path = format!("{}/acceptance", it.link);
        let accept = it.guest.post(&path, &[]);
        let (accepted, ()) = tokio::join!(accept, it.app.database.run(&removal));
        let joined = it.app.database.count("memberships").await - 1;
        assert_eq!(joined, i64::from(accepted.status == 303), "{}", accepted.text);
        assert_eq!(it.pending().await, 0);
    }
}

#[tokio::test]
async fn a_link_that_many_follow_at_once_joins_once() {
    let it = Delegated::invitation("member").await;
    let tries = (0..16).map(|_| {
        let mut window = it.guest.another_window();
        let path = format!("{}/acceptance", it.link);
        async move { window.post(&path, &[]).await.status }
    });
    let joined = join_all(tries).await.into_iter().filter(|status| *status == 303).count();
    assert!(joined >= 1);
    assert_eq!(it.app.database.count("memberships").await, 3);
    let events = "SELECT FROM audit_events WHERE action = 'invitation.accepted'";
    assert_eq!(it.app.database.rows(events, &[]).await.len(), 2, "Bob's and Carl's");
}

/// Pauses between the page's check of the invitation and the statement that consumes it.
#[tokio::test]
async fn what_changes_after_the_page_has_looked_is_seen_by_the_statement() {
    let demotes = format!("UPDATE memberships SET role = 'member' WHERE user_id = {BOB}");
    let unproven = "UPDATE users SET email_verified = false WHERE name = 'Carl'";
    let carl = "SELECT FROM users WHERE name = 'Carl' FOR UPDATE";
    for (hold, change) in [(carl, unproven), ("LOCK TABLE memberships", &demotes)] {
        let mut it = Delegated::invitation("member").await;
        it.run("ALTER TABLE memberships DISABLE TRIGGER memberships_cancel_invitations").await;
        let path = format!("{}/acceptance", it.link);
        let reply = held(&it.app, hold, change, it.guest.post(&path, &[])).await;

        assert!(reply.expect(409).text.contains("canceled"), "{change}");
        assert_eq!(it.app.database.count("memberships").await, 2, "{change}");
    }
}
