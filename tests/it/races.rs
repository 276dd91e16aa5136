//! An action that may happen once happens once, however many try.

use futures_util::future::join_all;

use crate::harness::{CROWDED, TestApp, rounds};

/// The windows in which an invitation is accepted at the same time.
const WINDOWS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_accepted_fifty_times_at_once_joins_once() {
    let app = TestApp::with(&CROWDED).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let bob = app.person("Bob").await;
    let form = [("email", bob.email.as_str()), ("role", "member")];
    ada.post(&format!("/o/{acme}/invitations"), &form).await.expect(303);
    let link = format!("{}/acceptance", app.invitation_link(&bob.email).await);
    let mut windows: Vec<_> = (0..WINDOWS).map(|_| bob.another_window()).collect();
    for round in 1..=rounds(4) {
        let again = "DELETE FROM memberships WHERE role = 'member';
            DELETE FROM former_memberships; UPDATE invitations SET accepted_at = NULL";
        app.database.run(again).await;
        let replies = join_all(windows.iter_mut().map(|window| window.post(&link, &[]))).await;

        // A person who presses the button twice has joined, and is redirected there every time.
        let dashboard = format!("/o/{acme}/dashboard");
        assert!(replies.iter().all(|reply| reply.status == 303 && reply.location() == dashboard));
        assert_eq!(app.database.count("memberships WHERE role = 'member'").await, 1);
        let accepted = "audit_events WHERE action = 'invitation.accepted'";
        assert_eq!(app.database.count(accepted).await, i64::try_from(round).unwrap());
    }
    assert_eq!(app.database.count("memberships WHERE is_default").await, 2, "one each");
}

#[tokio::test]
async fn one_slug_registered_by_many_at_once_is_ones() {
    let app = TestApp::spawn().await;
    let mut people = Vec::new();
    for _ in 0..6 {
        people.push(app.person("Ada").await);
    }
    let form = [("name", "Acme"), ("slug", "acme-race")];

    let path = "/auth/register-organization";
    let replies = join_all(people.iter_mut().map(|person| person.post(path, &form))).await;

    assert_eq!(replies.iter().filter(|reply| reply.status == 303).count(), 1);
    assert_eq!(replies.iter().filter(|reply| reply.status == 422).count(), 5);
    assert_eq!(app.database.count("tenants").await, 1);
    assert_eq!(app.database.count("memberships").await, 1);
}

#[tokio::test]
async fn sixteen_first_callbacks_at_once_make_one_user() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let signed_in = ada.post_json(
        "/api/auth/sign-in/email",
        serde_json::json!({
            "email": ada.email, "password": crate::harness::PASSWORD,
        }),
    );
    let token = signed_in.await.expect(200).json()["token"].as_str().unwrap().to_owned();
    app.database.run("DELETE FROM users").await;

    let body = serde_json::json!({ "token": token });
    let mut windows: Vec<_> = (0..16).map(|_| app.visitor()).collect();
    let calls =
        windows.iter_mut().map(|window| window.post_json("/auth/neon-callback", body.clone()));
    for reply in join_all(calls).await {
        reply.expect(200);
    }
    assert_eq!(app.database.count("users").await, 1);
}

#[tokio::test]
async fn two_first_organizations_at_once_are_both_registered_and_one_is_the_default() {
    let app = TestApp::spawn().await;
    for round in 0..8 {
        let ada = app.person("Ada").await;
        let mut windows: Vec<_> = (0..3).map(|_| ada.another_window()).collect();
        let asked = windows.iter_mut().enumerate().map(async |(number, window)| {
            let slug = format!("first-{round}-{number}");
            let form = [("name", "Acme"), ("slug", slug.as_str())];
            window.post("/auth/register-organization", &form).await
        });
        for reply in join_all(asked).await {
            reply.expect(303);
        }
    }
    let defaults = app.database.rows("SELECT 1 FROM memberships WHERE is_default", &[]).await;
    assert_eq!((defaults.len(), app.database.count("memberships").await), (8, 24));
}
