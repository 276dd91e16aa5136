//! Changes to an organization's members: roles, removal, leaving.

mod bulk;
mod inactive;
mod leaving;
mod list;
mod mails;
mod outside;
mod pages;
mod races;
mod suspension;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

/// Sends a request to the API as a page's script does.
async fn call(browser: &mut Browser, method: Method, path: &str, body: Option<Value>) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN);
    let request = match &body {
        Some(body) => request.json(body),
        None => request,
    };
    browser.send(request).await
}

async fn set_role(browser: &mut Browser, member: &str, role: &str) -> Reply {
    call(browser, Method::PATCH, member, Some(json!({ "role": role }))).await
}

async fn remove(browser: &mut Browser, member: &str) -> Reply {
    call(browser, Method::DELETE, member, None).await
}

/// Returns the API's path of the member with `email`.
async fn member(app: &TestApp, slug: &str, email: &str) -> String {
    let sql = "SELECT id::text FROM users WHERE email = $1";
    let id: String = app.database.rows(sql, &[&email]).await[0].get(0);
    format!("/api/v1/tenants/{slug}/members/{id}")
}

async fn role(app: &TestApp, email: &str) -> Option<String> {
    let sql = "SELECT role FROM memberships JOIN users ON id = user_id WHERE email = $1";
    app.database.rows(sql, &[&email]).await.first().map(|row| row.get(0))
}

#[tokio::test]
async fn roles_are_given_up_to_ones_own() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    let [of_ada, of_bob, of_eve] =
        [&ada, &bob, &eve].map(|person| member(&app, &acme, &person.email));
    let (of_ada, of_bob, of_eve) = (of_ada.await, of_bob.await, of_eve.await);

    // A member changes nobody, an admin nobody above, and gives nothing above.
    for (by, whose, to) in [(&mut eve, &of_eve, "admin"), (&mut bob, &of_ada, "member")] {
        set_role(by, whose, to).await.expect(403);
    }
    set_role(&mut bob, &of_eve, "owner").await.expect(403);
    set_role(&mut bob, &of_eve, "admin").await.expect(200);
    assert_eq!(role(&app, &eve.email).await.as_deref(), Some("admin"));
    // Each request reads the caller's role again.
    set_role(&mut eve, &of_bob, "member").await.expect(200);
    set_role(&mut bob, &of_eve, "member").await.expect(403);
    set_role(&mut ada, &of_bob, "owner").await.expect(200);
    set_role(&mut ada, &of_bob, "owner").await.expect(200);
    set_role(&mut ada, &of_bob, "king").await.expect(422);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    for refused in [
        set_role(&mut ada, &of_eve, "owner").await,
        set_role(&mut ada, &of_bob, "member").await,
        remove(&mut ada, &of_bob).await,
        remove(&mut ada, &of_ada).await,
    ] {
        assert_eq!(refused.expect(403).json()["code"], "reauthentication_required");
    }
    assert_eq!(role(&app, &ada.email).await.as_deref(), Some("owner"));
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("owner"));
    assert_eq!(role(&app, &eve.email).await.as_deref(), Some("admin"));

    let changes = format!("/api/v1/tenants/{acme}/audit-events?action=member.role_changed");
    let events = ada.get_json(&changes).await.expect(200);
    let newest = &events.json()["items"][0];
    let seen = (&newest["action"], &newest["before"], &newest["after"]);
    assert_eq!(seen, (&json!("member.role_changed"), &json!("member"), &json!("owner")));
}

#[tokio::test]
async fn the_last_owner_stays_an_owner() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let of_ada = member(&app, &acme, &ada.email).await;
    for reply in [set_role(&mut ada, &of_ada, "admin").await, remove(&mut ada, &of_ada).await] {
        assert_eq!(reply.expect(409).json()["code"], "conflict");
    }
    assert_eq!(role(&app, &ada.email).await.as_deref(), Some("owner"));

    let of_bob = member(&app, &acme, &bob.email).await;
    set_role(&mut ada, &of_bob, "owner").await.expect(200);
    remove(&mut ada, &of_ada).await.expect(204);
    assert_eq!(role(&app, &ada.email).await, None);
    ada.get(&format!("/o/{acme}/todos")).await.expect(404);
}

#[tokio::test]
async fn a_removed_member_is_out_at_once_and_private_todos_go() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "member").await;
    app.join(&mut ada, &acme, &mut eve, "admin").await;
    let todos = format!("/api/v1/tenants/{acme}/todos");
    for (title, shared) in [("Mine alone", false), ("For all", true)] {
        bob.post_json(&todos, json!({ "title": title, "shared": shared })).await.expect(201);
    }
    let of_bob = member(&app, &acme, &bob.email).await;
    let other = app.owner("Mallory", "Rival").await;
    let (mut mallory, rival) = other;
    // Another organization's owner reaches nobody here, by either path.
    remove(&mut mallory, &of_bob).await.expect(404);
    remove(&mut mallory, &of_bob.replace(&acme, &rival)).await.expect(404);
    remove(&mut bob, &member(&app, &acme, &eve.email).await).await.expect(403);

    remove(&mut eve, &of_bob).await.expect(204);
    bob.get_json(&todos).await.expect(404);
    remove(&mut eve, &of_bob).await.expect(404);
    let left = ada.get_json(&todos).await.expect(200).json();
    let left: Vec<_> = left["items"].as_array().unwrap().iter().collect();
    assert_eq!(left.len(), 1);
    assert_eq!((&left[0]["title"], &left[0]["author_id"]), (&json!("For all"), &json!(null)));
    assert_eq!(app.database.count("todos").await, 1);
    let recorded = "audit_events WHERE action = 'member.removed' AND before = 'member'";
    assert_eq!(app.database.count(recorded).await, 1);
}
