//! Asking to join, and deciding about it.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{call, history, link, nothing, press, role, uses};
use crate::harness::{Browser, PASSWORD, Reply, TestApp};

async fn asking(app: &TestApp) -> (Browser, String, String) {
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, json!({ "needs_approval": true })).await;
    (ada, acme, here)
}

async fn ask(person: &mut Browser, link: &str) -> Reply {
    person.post(&format!("{link}/request"), &[]).await
}

/// Returns the ids of the open requests, oldest first.
async fn queue(admin: &mut Browser, slug: &str) -> Vec<String> {
    let list = format!("/api/v1/tenants/{slug}/join-requests");
    let items = admin.get_json(&list).await.expect(200).json()["items"].clone();
    let id = |item: &Value| item["id"].as_str().unwrap().to_owned();
    items.as_array().unwrap().iter().map(id).collect()
}

async fn approve(admin: &mut Browser, slug: &str, id: &str, role: &str) -> Reply {
    let path = format!("/o/{slug}/requests/{id}/approval");
    admin.post(&path, &[("role", role)]).await
}

async fn newest_subject(app: &TestApp, email: &str) -> String {
    app.mails(email).await[0]["subject"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_person_asks_and_an_admin_lets_them_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, here) = asking(&app).await;
    let mut bob = app.person("Bob").await;
    assert!(bob.get(&here).await.expect(200).text.contains("Ask to join"));
    // The button of another page doesn't skip the question.
    press(&mut bob, &here).await.expect(409);
    let asked = ask(&mut bob, &here).await.expect(303);
    assert_eq!(asked.location(), "/account/organizations");
    assert_eq!(ask(&mut bob, &here).await.expect(303).location(), "/account/organizations");
    assert_eq!((role(&app, &bob.email).await, uses(&app).await), (None, 1));
    assert!(bob.get(&here).await.text.contains("You asked to join Acme"));
    assert!(bob.get("/auth/no-organization").await.text.contains("Your requests to join"));
    assert_eq!(newest_subject(&app, &ada.email).await, "Someone asks to join your organization");

    let dashboard = ada.get(&format!("/o/{acme}/dashboard")).await.expect(200);
    assert!(dashboard.text.contains(&format!("/o/{acme}/requests")), "the badge leads there");
    let page = ada.get(&format!("/o/{acme}/requests")).await.expect(200);
    assert!(page.text.contains(&bob.email), "{}", page.text);
    let id = queue(&mut ada, &acme).await.remove(0);
    approve(&mut ada, &acme, &id, "admin").await.expect(303);
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("admin"));
    assert_eq!(newest_subject(&app, &bob.email).await, "Your request to join was approved");
    bob.get(&format!("/o/{acme}/todos")).await.expect(200);
    approve(&mut ada, &acme, &id, "member").await.expect(404);
    let told = ["join_link.created", "join_request.created", "join_request.approved"];
    assert_eq!(history(&app).await, told);
}

#[tokio::test]
async fn a_request_is_declined_or_withdrawn() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, here) = asking(&app).await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    ask(&mut bob, &here).await.expect(303);
    let id = queue(&mut ada, &acme).await.remove(0);
    ada.post(&format!("/o/{acme}/requests/{id}/delete"), &[]).await.expect(303);
    assert_eq!(newest_subject(&app, &bob.email).await, "Your request to join was declined");
    assert_eq!(role(&app, &bob.email).await, None);

    ask(&mut eve, &here).await.expect(303);
    let id = queue(&mut ada, &acme).await.remove(0);
    let withdraw = format!("/account/organizations/requests/{id}/delete");
    bob.post(&withdraw, &[]).await.expect(404);
    assert!(eve.get("/account/organizations").await.text.contains(&withdraw));
    for _ in 0..2 {
        eve.post(&withdraw, &[]).await.expect(303);
    }
    approve(&mut ada, &acme, &id, "member").await.expect(404);
    assert!(queue(&mut ada, &acme).await.is_empty());
    // Three times a day, whatever became of them.
    for _ in 0..2 {
        ask(&mut eve, &here).await.expect(303);
        let id = queue(&mut ada, &acme).await.remove(0);
        let withdraw = format!("/account/organizations/requests/{id}/delete");
        eve.post(&withdraw, &[]).await.expect(303);
    }
    ask(&mut eve, &here).await.expect(429);
}

#[tokio::test]
async fn an_approval_judges_the_person_again() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, here) = asking(&app).await;
    let mut bob = app.person("Bob").await;
    ask(&mut bob, &here).await.expect(303);
    let id = queue(&mut ada, &acme).await.remove(0);
    for (ended, back) in [
        ("email_verified = false", "email_verified = true"),
        ("suspended_at = now()", "suspended_at = NULL"),
        ("deletion_due_at = now()", "deletion_due_at = NULL"),
    ] {
        app.database.run(&format!("UPDATE users SET {ended} WHERE name = 'Bob'")).await;
        let refused = approve(&mut ada, &acme, &id, "member").await.expect(409);
        assert!(refused.text.contains("can’t join now"), "{ended}: {}", refused.text);
        assert_eq!(role(&app, &bob.email).await, None, "{ended}");
        app.database.run(&format!("UPDATE users SET {back} WHERE name = 'Bob'")).await;
    }
    let ban = "UPDATE neon_auth.\"user\" SET banned = true WHERE name = 'Bob'";
    app.database.run(ban).await;
    approve(&mut ada, &acme, &id, "member").await.expect(409);
    app.database.run("UPDATE neon_auth.\"user\" SET banned = false WHERE name = 'Bob'").await;

    // A person who joins in another way has no request any more. The ban ended the session.
    let email = bob.email.clone();
    let mut bob = app.visitor();
    bob.email.clone_from(&email);
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    bob.post("/auth/login", &form).await.expect(303);
    app.join(&mut ada, &acme, &mut bob, "member").await;
    assert!(queue(&mut ada, &acme).await.is_empty());
    approve(&mut ada, &acme, &id, "admin").await.expect(404);
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("member"));
}

#[tokio::test]
async fn nobody_lets_others_in_above_their_own_role() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, here) = asking(&app).await;
    let (mut bob, mut carl) = (app.person("Bob").await, app.person("Carl").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut carl, "member").await;
    let mut eve = app.person("Eve").await;
    ask(&mut eve, &here).await.expect(303);
    let id = queue(&mut ada, &acme).await.remove(0);
    approve(&mut carl, &acme, &id, "member").await.expect(403);
    carl.get(&format!("/o/{acme}/requests")).await.expect(403);
    assert!(!carl.get(&format!("/o/{acme}/todos")).await.text.contains("/requests"));
    approve(&mut bob, &acme, &id, "owner").await.expect(403);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    let proof = approve(&mut ada, &acme, &id, "owner").await.expect(303);
    assert!(proof.location().starts_with("/auth/confirm?"), "{}", proof.location());
    assert_eq!(role(&app, &eve.email).await, None);
    approve(&mut ada, &acme, &id, "member").await.expect(303);
}

#[tokio::test]
async fn a_removed_member_asks_to_come_back() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, here) = link(&mut ada, &acme, nothing()).await;
    let mut bob = app.person("Bob").await;
    press(&mut bob, &here).await.expect(303);
    let id: String =
        app.database.rows("SELECT id::text FROM users WHERE name = 'Bob'", &[]).await[0].get(0);
    let member = format!("/api/v1/tenants/{acme}/members/{id}");
    call(&mut ada, Method::DELETE, &member, nothing()).await.expect(204);
    let refused = press(&mut bob, &here).await.expect(409);
    assert!(refused.text.contains("Ask to come back"), "{}", refused.text);
    ask(&mut bob, &here).await.expect(303);
    let id = queue(&mut ada, &acme).await.remove(0);
    approve(&mut ada, &acme, &id, "member").await.expect(303);
    assert_eq!(app.database.count("former_memberships WHERE removed").await, 0);
}

/// The unique index and the trigger, whatever the pages do.
#[tokio::test(flavor = "multi_thread")]
async fn one_request_stays_open_for_an_organization_and_ten_in_all() {
    let app = TestApp::spawn().await;
    let mut links = Vec::new();
    for _ in 0..12 {
        links.push(asking(&app).await.2);
    }
    let bob = app.person("Bob").await;
    let all = links.iter().flat_map(|link| [link, link]).map(|link| {
        let mut window = bob.another_window();
        async move { ask(&mut window, link).await.status.as_u16() }
    });
    assert_eq!(join_all(all).await, [303; 24]);
    assert_eq!(app.database.count("join_requests WHERE outcome IS NULL").await, 10);
    let twice = "SELECT FROM join_requests GROUP BY tenant_id, user_id HAVING count(*) > 1";
    assert!(app.database.rows(twice, &[]).await.is_empty());
    let mut window = bob.another_window();
    for link in &links {
        ask(&mut window, link).await.expect(303);
    }
    let page = window.get("/account/organizations").await;
    assert!(page.text.contains("ten open requests"), "the refused ones say why");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_decisions_at_once_one_counts() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, here) = asking(&app).await;
    let mut bob = app.person("Bob").await;
    ask(&mut bob, &here).await.expect(303);
    let id = queue(&mut ada, &acme).await.remove(0);
    let decided = (0..12).map(|turn| {
        let (mut window, acme, id) = (ada.another_window(), &acme, &id);
        async move {
            let reply = if turn % 2 == 0 {
                approve(&mut window, acme, id, "member").await
            } else {
                window.post(&format!("/o/{acme}/requests/{id}/delete"), &[]).await
            };
            reply.status.as_u16()
        }
    });
    let statuses = join_all(decided).await;
    assert_eq!(statuses.iter().filter(|status| **status == 303).count(), 1, "{statuses:?}");
    let outcome: String =
        app.database.rows("SELECT outcome FROM join_requests", &[]).await[0].get(0);
    let joined = role(&app, &bob.email).await.is_some();
    assert_eq!(joined, outcome == "approved");
}

/// Nobody finds out by trying which links there are.
#[tokio::test]
async fn an_answer_that_is_refused_counts_all_the_same() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, here) = asking(&app).await;
    let (path, off) = link(&mut ada, &acme, nothing()).await;
    call(&mut ada, Method::PATCH, &path, json!({ "enabled": false })).await.expect(200);
    let mut bob = app.person("Bob").await;
    ask(&mut bob, &here).await.expect(303);
    let invite = [("email", bob.email.as_str()), ("role", "member")];
    ada.post(&format!("/o/{acme}/invitations"), &invite).await.expect(303);
    let invitation = app.invitation_link(&bob.email).await;
    app.database.run("UPDATE users SET suspended_at = now() WHERE name = 'Ada'").await;

    let offer = "/account/organizations/offers/0195f3a0-7c1e-7000-8000-000000000001";
    let refused = [
        ("/join/0123456789/acceptance", 404),
        ("/join/0123456789/request", 404),
        (&format!("{offer}/acceptance"), 404),
        (&format!("{offer}/request"), 404),
        (&format!("{off}/acceptance"), 409),
        (&format!("{off}/request"), 409),
        (&format!("{here}/acceptance"), 409),
        // Leads to the request that is there.
        (&format!("{here}/request"), 303),
        // The inviter can't invite anymore.
        (&format!("{invitation}/acceptance"), 409),
    ];
    for (path, status) in refused {
        app.database.run("DELETE FROM rate_limits").await;
        bob.post(path, &[]).await.expect(status);
        assert_eq!(app.database.count("rate_limits").await, 1, "{path}");
    }
}
