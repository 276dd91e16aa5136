//! Outsiders try every row of the route table below an organization.

use reqwest::Method;
use serde_json::{Value, json};

use super::{Program, owner, problem};
use crate::harness::{TestApp, routes};

/// Lists method and path of every route below `/api/v1/tenants/{slug}`.
fn tenant_routes() -> Vec<(Method, String)> {
    let is_below = |path: &str| path.starts_with("/api/v1/tenants/{slug}");
    routes().into_iter().filter(|(_, path)| is_below(path)).collect()
}

fn body() -> Option<Value> {
    Some(
        json!({ "title": "Taken over", "done": true, "email": "eve@example.com", "role": "member" }),
    )
}

async fn rows(app: &TestApp) -> Vec<String> {
    let mut all = Vec::new();
    for table in
        ["todos", "memberships", "invitations", "join_links", "audit_events", "tenants", "outbox"]
    {
        let rows = app.database.rows(&format!("SELECT t::text FROM {table} t"), &[]).await;
        all.extend(rows.iter().map(|row| row.get::<_, String>(0)));
    }
    all.sort();
    all
}

#[tokio::test]
async fn every_address_of_an_organization_is_nothing_to_outsiders_and_refused_to_strangers() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, _) = owner(&app, "Ada", "Acme").await;
    let (mut eve, evil, _) = owner(&app, "Eve", "Evil").await;
    let tenant = format!("/api/v1/tenants/{acme}");
    let shared = json!({ "title": "Ship", "shared": true });
    let todo = ada.post(&format!("{tenant}/todos"), shared).await.expect(201).json();
    let guest = json!({ "email": "carl@example.com", "role": "member" });
    let offer = ada.post(&format!("{tenant}/invitations"), guest).await.expect(201).json();
    let link = ada.post(&format!("{tenant}/join-links"), json!({})).await.expect(201).json();
    eve.get("/api/v1/tenants").await.expect(200);
    let before = rows(&app).await;

    for (method, path) in tenant_routes() {
        let id = match path.split('/').nth(5) {
            Some("invitations") => &offer["id"],
            Some("join-links") => &link["id"],
            _ => &todo["id"],
        };
        let path = path.replace("{id}", id.as_str().unwrap());
        let of = |slug: &str| path.replace("{slug}", slug);
        let unknown = eve.call(method.clone(), &of("no-such-tenant"), body()).await.expect(404);
        let foreign = eve.call(method.clone(), &of(&acme), body()).await.expect(404);
        assert_eq!(problem(&foreign), problem(&unknown), "{method} {path}");
        if path.contains(id.as_str().unwrap()) {
            let borrowed = eve.call(method.clone(), &of(&evil), body()).await.expect(404);
            assert_eq!(problem(&borrowed), problem(&unknown), "{method} {path}");
        }
        let mut stranger = Program::with(&app, "nobody");
        stranger.call(method.clone(), &of(&acme), body()).await.expect(401);
        stranger.call(method, &of("no-such-tenant"), body()).await.expect(401);
    }
    assert_eq!(rows(&app).await, before, "nothing changed");
}

#[tokio::test]
async fn nobody_reaches_another_organizations_todos() {
    let app = TestApp::spawn().await;
    let (mut ada, acme, _) = owner(&app, "Ada", "Acme").await;
    let (mut bob, bobs, _) = owner(&app, "Bob", "Bobs").await;
    let body = json!({ "title": "Secret", "shared": true });
    let path = ada.post(&format!("/api/v1/tenants/{acme}/todos"), body).await.location().to_owned();
    let id = path.rsplit('/').next().unwrap();

    let unknown = problem(&bob.get("/api/v1/tenants/nobody-here/todos").await.expect(404));
    for path in [
        path.clone(),
        format!("/api/v1/tenants/{bobs}/todos/{id}"),
        format!("/api/v1/tenants/{bobs}/todos/none"),
    ] {
        for reply in [
            bob.get(&path).await,
            bob.patch(&path, json!({ "title": "Mine", "done": true })).await,
            bob.delete(&path).await,
        ] {
            assert_eq!((reply.status.as_u16(), problem(&reply)), (404, unknown.clone()), "{path}");
        }
    }
    for resource in ["", "/members", "/invitations", "/todos", "/audit-events"] {
        let reply = bob.get(&format!("/api/v1/tenants/{acme}{resource}")).await;
        assert_eq!((reply.status.as_u16(), problem(&reply)), (404, unknown.clone()), "{resource}");
    }
    bob.post(&format!("/api/v1/tenants/{acme}/todos"), json!({ "title": "x" })).await.expect(404);
    let body = json!({ "title": "Mine", "tenant_id": id, "tenant": acme });
    bob.post(&format!("/api/v1/tenants/{bobs}/todos?slug={acme}"), body).await.expect(201);
    let sql = "SELECT slug, title, completed_at IS NULL FROM todos JOIN tenants t ON t.id = tenant_id ORDER BY todos.id";
    let rows = app.database.rows(sql, &[]).await;
    let seen: Vec<_> = rows
        .iter()
        .map(|row| (row.get::<_, String>(0), row.get::<_, String>(1), row.get::<_, bool>(2)))
        .collect();
    assert_eq!(seen, [(acme, "Secret".to_owned(), true), (bobs, "Mine".to_owned(), true)]);
}
