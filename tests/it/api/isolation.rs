//! Todos of another organization, by every path that could lead to them.

use serde_json::json;

use super::{owner, problem};
use crate::harness::TestApp;

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
