//! Suspended and reinstated members.

use reqwest::Method;
use serde_json::json;

use super::{call, member, role};
use crate::harness::{Browser, Reply, TestApp};

pub async fn suspend(browser: &mut Browser, member: &str, suspended: bool) -> Reply {
    call(browser, Method::PATCH, member, Some(json!({ "suspended": suspended }))).await
}

#[tokio::test]
async fn a_suspension_binds_at_the_next_request() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let (of_bob, of_eve) =
        (member(&app, &acme, &bob.email).await, member(&app, &acme, &eve.email).await);
    let todos = format!("/api/v1/tenants/{acme}/todos");
    eve.post_json(&todos, json!({ "title": "Mine alone" })).await.expect(201);

    let suspended = suspend(&mut bob, &of_eve, true).await.expect(200).json();
    assert_eq!((&suspended["suspended"], &suspended["role"]), (&json!(true), &json!("member")));
    let refused = eve.get_json(&todos).await.expect(403);
    assert_eq!(refused.json()["code"], "membership_suspended");
    suspend(&mut bob, &of_eve, true).await.expect(200);
    suspend(&mut bob, &of_eve, false).await.expect(200);
    let kept = eve.get_json(&todos).await.expect(200).json();
    assert_eq!(kept["items"][0]["title"], "Mine alone");

    suspend(&mut ada, &of_bob, true).await.expect(200);
    assert_eq!(
        suspend(&mut bob, &of_eve, true).await.expect(403).json()["code"],
        "membership_suspended"
    );
    // Both changes at once, and nothing of a refused one.
    let both = json!({ "role": "admin", "suspended": false });
    let changed = call(&mut ada, Method::PATCH, &of_bob, Some(both)).await.expect(200).json();
    assert_eq!((&changed["suspended"], &changed["role"]), (&json!(false), &json!("admin")));
    call(&mut ada, Method::PATCH, &of_bob, Some(json!({}))).await.expect(422);
    let actions = "SELECT action FROM audit_events WHERE action LIKE 'member.%' ORDER BY id";
    let actions = app.database.rows(actions, &[]).await;
    let actions: Vec<String> = actions.iter().map(|row| row.get(0)).collect();
    let once = ["member.suspended", "member.reinstated", "member.suspended", "member.reinstated"];
    assert_eq!(actions, once);
    let subjects: Vec<_> = app
        .mails(&eve.email)
        .await
        .as_array()
        .unwrap()
        .iter()
        .take(2)
        .map(|mail| mail["subject"].as_str().unwrap().to_owned())
        .collect();
    let told =
        ["Your access to an organization is back", "Your access to an organization is suspended"];
    assert_eq!(subjects, told);
}

#[tokio::test]
async fn nobody_is_suspended_from_below_or_by_themselves_and_an_owner_stays_active() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let (of_ada, of_bob) =
        (member(&app, &acme, &ada.email).await, member(&app, &acme, &bob.email).await);
    suspend(&mut bob, &of_ada, true).await.expect(403);
    suspend(&mut eve, &of_bob, true).await.expect(403);
    suspend(&mut ada, &of_ada, true).await.expect(409);
    suspend(&mut bob, &of_bob, true).await.expect(409);

    super::set_role(&mut ada, &of_bob, "owner").await.expect(200);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    let refused = suspend(&mut ada, &of_bob, true).await.expect(403);
    assert_eq!(refused.json()["code"], "reauthentication_required");
    let page = of_bob.replace("/api/v1/tenants/", "/o/");
    let asked = ada.post(&format!("{page}/suspension"), &[]).await.expect(303);
    assert!(asked.location().starts_with("/auth/confirm?"), "{}", asked.location());
    let suspended = "memberships WHERE suspended_at IS NOT NULL";
    assert_eq!(app.database.count(suspended).await, 0);
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("owner"));
}

#[tokio::test]
async fn the_pages_suspend_and_reinstate() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let of_bob = member(&app, &acme, &bob.email).await.replace("/api/v1/tenants/", "/o/");
    let (members, suspension) = (format!("/o/{acme}/members"), format!("{of_bob}/suspension"));
    assert!(ada.get(&members).await.text.contains(&suspension));
    assert!(ada.get(&suspension).await.expect(200).text.contains("Suspend Bob?"));
    bob.get(&suspension).await.expect(403);

    ada.post(&suspension, &[]).await.expect(303);
    let list = ada.get(&members).await.expect(200);
    assert!(list.text.contains("Bob is suspended.") && list.text.contains(">Suspended<"));
    assert!(ada.get(&suspension).await.expect(200).text.contains("Reinstate Bob?"));
    bob.get(&members).await.expect(403);
    ada.post(&format!("{suspension}/delete"), &[]).await.expect(303);
    bob.get(&members).await.expect(200);
}
