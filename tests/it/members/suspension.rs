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

async fn leave(person: &mut Browser, id: &str) -> Reply {
    let path = format!("/api/v1/me/suspended-organizations/{id}");
    call(person, Method::DELETE, &path, None).await
}

/// Returns Acme's id, and a link by which its people join.
async fn place(app: &TestApp, ada: &mut Browser, acme: &str) -> (String, String) {
    let id = "SELECT id::text FROM tenants WHERE slug = $1";
    let id = app.database.rows(id, &[&acme]).await[0].get(0);
    let links = format!("/api/v1/tenants/{acme}/join-links");
    let made = ada.post_json(&links, json!({})).await.expect(201).json();
    (id, made["url"].as_str().unwrap().split_once("/join/").unwrap().1.to_owned())
}

#[tokio::test]
async fn a_suspended_member_leaves_and_gains_nothing() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let todos = format!("/o/{acme}/todos");
    bob.post(&todos, &[("title", "Mine alone")]).await.expect(303);
    bob.post(&todos, &[("title", "Ours"), ("shared", "on")]).await.expect(303);
    let (id, token) = place(&app, &mut ada, &acme).await;
    leave(&mut bob, &id).await.expect(409);
    suspend(&mut ada, &member(&app, &acme, &bob.email).await, true).await.expect(200);

    let listed = bob.get_json("/api/v1/me/suspended-organizations").await.expect(200).json();
    assert_eq!(listed["items"], json!([{ "id": id, "name": "Acme" }]));
    let page = format!("/account/organizations/suspended/{id}/leave");
    assert!(bob.get("/account/organizations").await.text.contains(&page));
    assert!(bob.get("/auth/no-organization").await.text.contains(&page));
    assert!(bob.get(&page).await.expect(200).text.contains("Leave Acme?"));
    for closed in [format!("/o/{acme}/leave"), format!("/o/{acme}/members")] {
        bob.get(&closed).await.expect(403);
    }
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("admin"), "a look leaves nothing");
    let mailed = app.mails(&bob.email).await.as_array().unwrap().len();
    assert_eq!(bob.post(&page, &[]).await.expect(303).location(), "/account/organizations");
    assert!(bob.get("/account/organizations").await.text.contains("You left Acme."));
    assert_eq!(role(&app, &bob.email).await, None);
    assert_eq!(app.mails(&bob.email).await.as_array().unwrap().len(), mailed);
    bob.post(&page, &[]).await.expect(303);
    leave(&mut bob, &id).await.expect(204);
    let told =
        "SELECT before FROM audit_events WHERE action = 'member.left' AND actor_id IS NOT NULL";
    let told: Vec<String> =
        app.database.rows(told, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(told, ["admin"]);
    let titles: Vec<String> = app
        .database
        .rows("SELECT title FROM todos", &[])
        .await
        .iter()
        .map(|row| row.get(0))
        .collect();
    assert_eq!(titles, ["Ours"]);

    // Leaving is no way round the suspension.
    let link = format!("/api/v1/join-links/{token}");
    assert_eq!(bob.get_json(&link).await.json()["state"], "removed");
    bob.post_json(&format!("{link}/acceptance"), json!({})).await.expect(409);
    bob.post(&format!("/join/{token}/acceptance"), &[]).await.expect(409);
    assert_eq!(role(&app, &bob.email).await, None);
    bob.post_json(&format!("{link}/request"), json!({})).await.expect(201);
}

#[tokio::test]
async fn nobody_else_leaves_by_the_address_of_suspended_members() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let (id, _) = place(&app, &mut ada, &acme).await;
    let page = format!("/account/organizations/suspended/{id}/leave");
    suspend(&mut ada, &member(&app, &acme, &bob.email).await, true).await.expect(200);
    for unknown in [id.as_str(), "none"] {
        leave(&mut eve, unknown).await.expect(404);
        let page = format!("/account/organizations/suspended/{unknown}/leave");
        eve.get(&page).await.expect(404);
        eve.post(&page, &[]).await.expect(404);
    }
    app.visitor().get(&page).await.expect(303);
    leave(&mut app.visitor(), &id).await.expect(401);
    ada.post(&page, &[]).await.expect(303);
    leave(&mut ada, &id).await.expect(409);
    // Somebody who is reinstated meanwhile stays.
    suspend(&mut ada, &member(&app, &acme, &bob.email).await, false).await.expect(200);
    bob.post(&page, &[]).await.expect(303);
    assert_eq!(app.database.count("memberships").await, 2);
}
