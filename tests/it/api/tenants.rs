//! Organizations, members, invitations and the audit trail.

use serde_json::json;

use super::{Program, owner};
use crate::harness::{TestApp, unique};

#[tokio::test]
async fn an_organization_is_registered_by_its_owner_whatever_the_body_says() {
    let app = TestApp::spawn().await;
    let person = app.person("Ada").await;
    let mut ada = Program::of(&app, &person).await;
    let slug = unique("acme").replace('_', "-");
    let id = "0197e0f0-0000-7000-8000-000000000000";
    let body = json!({ "name": "Acme", "slug": slug, "id": id, "role": "member", "owner": id, "plan": "gold" });

    let created = ada.post("/api/v1/tenants", body.clone()).await.expect(201);

    assert_eq!(created.location(), format!("/api/v1/tenants/{slug}"));
    let tenant = ada.get(created.location()).await.expect(200).json();
    assert_eq!(tenant, created.json());
    assert_eq!((&tenant["slug"], &tenant["role"]), (&json!(slug), &json!("owner")));
    assert_ne!(tenant["id"], id);
    let rows = app.database.rows("SELECT role FROM memberships", &[]).await;
    assert_eq!((rows.len(), rows[0].get::<_, &str>(0)), (1, "owner"));
    let again = ada.post("/api/v1/tenants", body).await.expect(422).json();
    assert_eq!(again["errors"][0]["field"], "slug");
    let reserved = ada.post("/api/v1/tenants", json!({ "name": "Api", "slug": "api" })).await;
    assert_eq!(reserved.expect(422).json()["errors"][0]["field"], "slug");
    ada.post("/api/v1/tenants", json!({ "name": "Neu & Söhne" })).await.expect(201);
    assert_eq!(app.database.count("tenants").await, 2);
}

#[tokio::test]
async fn an_owner_renames_an_organization_and_moves_its_address() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, browser) = owner(&app, "Ada", "Acme").await;
    let (mut owner_here, mut bob) = (browser.another_window(), app.person("Bob").await);
    app.join(&mut owner_here, &slug, &mut bob, "admin").await;
    let (mut admin, path) = (Program::of(&app, &bob).await, format!("/api/v1/tenants/{slug}"));
    admin.patch(&path, json!({ "name": "Bob's" })).await.expect(403);
    let (_, taken, _) = owner(&app, "Eve", "Taken").await;
    let refused = ada.patch(&path, json!({ "slug": taken })).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "slug");
    ada.patch(&path, json!({ "slug": "settings" })).await.expect(422);

    let moved = unique("moved").replace('_', "-");
    let changed = ada.patch(&path, json!({ "name": "Acme Labs", "slug": moved })).await;
    let changed = changed.expect(200).json();
    assert_eq!((&changed["name"], &changed["slug"]), (&json!("Acme Labs"), &json!(moved)));
    // Members are led on; nobody else is, and nobody else gets the slug.
    let led = ada.get(&path).await.expect(308);
    assert_eq!(led.location(), format!("/api/v1/tenants/{moved}"));
    let (mut mallory, ..) = owner(&app, "Mallory", "Rival").await;
    mallory.get(&path).await.expect(404);
    let stolen = json!({ "name": "Stolen", "slug": slug });
    mallory.post("/api/v1/tenants", stolen).await.expect(422);

    let events = ada.get(&format!("/api/v1/tenants/{moved}/audit-events")).await.json();
    let newest = &events["items"][0];
    let seen = (&newest["action"], &newest["before"], &newest["after"]);
    assert_eq!(seen, (&json!("tenant.slug_changed"), &json!(slug), &json!(moved)));
    let mut here = moved;
    for number in 0..2 {
        let next = format!("{here}{number}");
        ada.patch(&format!("/api/v1/tenants/{here}"), json!({ "slug": next })).await.expect(200);
        here = next;
    }
    let fourth = json!({ "slug": format!("{here}x") });
    ada.patch(&format!("/api/v1/tenants/{here}"), fourth).await.expect(429);
}

#[tokio::test]
async fn the_list_has_the_callers_organizations_only_and_comes_in_pages() {
    let app = TestApp::spawn().await;
    let (mut ada, _, _) = owner(&app, "Ada", "Acme").await;
    owner(&app, "Bob", "Bobs").await;
    for number in 0..20 {
        let body = json!({ "name": format!("More {number}"), "slug": format!("more-{number}") });
        ada.post("/api/v1/tenants", body).await.expect(201);
    }
    let first = ada.get("/api/v1/tenants").await.expect(200).json();
    let second = ada.get(first["next"].as_str().unwrap()).await.expect(200).json();
    let count = |page: &serde_json::Value| page["items"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&second), &first["total"]), (20, 1, &json!(21)));
    assert!(second["next"].is_null() && !format!("{first}{second}").contains("Bobs"));
    let past = ada.get("/api/v1/tenants?page=9").await.expect(200).json();
    assert_eq!((count(&past), &past["total"]), (0, &json!(21)));
    let found = ada.get("/api/v1/tenants?q=ORE%201").await.expect(200).json();
    assert_eq!((count(&found), &found["total"]), (11, &json!(11)));
}

#[tokio::test]
async fn admins_invite_and_take_back_and_members_do_not() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, mut ada_browser) = owner(&app, "Ada", "Acme").await;
    let mut bob_browser = app.person("Bob").await;
    app.join(&mut ada_browser, &slug, &mut bob_browser, "member").await;
    let mut bob = Program::of(&app, &bob_browser).await;
    let path = format!("/api/v1/tenants/{slug}/invitations");
    let body = json!({ "email": "Carl@Example.com", "role": "admin", "id": slug, "accepted_at": "2001-01-01T00:00:00Z" });

    bob.post(&path, body.clone()).await.expect(403);
    bob.get(&path).await.expect(403);
    bob.get(&format!("/api/v1/tenants/{slug}/audit-events")).await.expect(403);
    assert_eq!(app.mails("carl@example.com").await, json!([]));

    let created = ada.post(&path, body.clone()).await.expect(201).json();
    assert_eq!(
        (&created["email"], &created["role"]),
        (&json!("carl@example.com"), &json!("admin"))
    );
    assert!(!created.to_string().contains("token"));
    app.invitation_link("carl@example.com").await;
    assert_eq!(ada.get(&path).await.expect(200).json()["items"], json!([created]));
    assert_eq!(ada.post(&path, body).await.expect(422).json()["errors"][0]["field"], "email");

    let one = format!("{path}/{}", created["id"].as_str().unwrap());
    bob.delete(&one).await.expect(403);
    ada.delete(&one).await.expect(204);
    ada.delete(&one).await.expect(204);
    ada.delete(&format!("{path}/none")).await.expect(404);
    assert_eq!(ada.get(&path).await.json()["items"], json!([]));

    let events = ada.get(&format!("/api/v1/tenants/{slug}/audit-events")).await.expect(200).json();
    let actions: Vec<_> = events["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["action"].as_str().unwrap().to_owned())
        .collect();
    let newest = ["invitation.canceled", "refused.permission", "invitation.created"];
    assert_eq!(actions[..3], newest);
    assert_eq!(actions.last().unwrap(), "tenant.registered");
    assert_eq!(events["items"][0]["actor_name"], "Ada");
    let members = ada.get(&format!("/api/v1/tenants/{slug}/members")).await.expect(200).json();
    assert_eq!((&members["total"], &members["items"][0]["role"]), (&json!(2), &json!("owner")));
}

#[tokio::test]
async fn an_admin_cannot_invite_an_owner() {
    let app = TestApp::spawn().await;
    let (_, slug, mut ada) = owner(&app, "Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "admin").await;
    let mut bob = Program::of(&app, &bob).await;
    let before = app.database.count("invitations").await;
    let path = format!("/api/v1/tenants/{slug}/invitations");
    bob.post(&path, json!({ "email": "carl@example.com", "role": "owner" })).await.expect(403);
    bob.post(&path, json!({ "email": "carl@example.com", "role": "root" })).await.expect(422);
    assert_eq!(app.database.count("invitations").await, before);
}
