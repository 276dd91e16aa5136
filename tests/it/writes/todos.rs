use reqwest::Method;
use serde_json::json;

use super::{call, counting, form, id};

const OPEN: &str = "INSERT INTO todos (tenant_id, id, author_id, title, created_at)
        SELECT tenant_id, id, author_id, title, created_at FROM kept ON CONFLICT DO NOTHING;
    UPDATE todos SET completed_at = NULL, shared = true, title = 'A'";

const DONE: &str = "UPDATE todos SET completed_at = now()";

const PRIVATE: &str = "UPDATE todos SET completed_at = NULL, shared = false";

const NEW: &str = "DELETE FROM todos WHERE id NOT IN (SELECT id FROM kept)";

pub(super) const TODOS: [&str; 13] = [
    "POST /o/{slug}/todos",
    "POST /o/{slug}/todos/new",
    "POST /o/{slug}/todos/completion",
    "POST /o/{slug}/todos/{id}",
    "POST /o/{slug}/todos/{id}/completion",
    "POST /o/{slug}/todos/{id}/completion/delete",
    "POST /o/{slug}/todos/{id}/sharing",
    "POST /o/{slug}/todos/{id}/sharing/delete",
    "POST /o/{slug}/todos/{id}/delete",
    "POST /api/v1/tenants/{slug}/todos",
    "POST /api/v1/tenants/{slug}/todos/completions",
    "PATCH /api/v1/tenants/{slug}/todos/{id}",
    "DELETE /api/v1/tenants/{slug}/todos/{id}",
];

#[tokio::test]
async fn todos_are_changed_in_two_round_trips() {
    let (app, mut counter) = counting(&TODOS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (todos, in_api) = (format!("/o/{slug}/todos"), format!("/api/v1/tenants/{slug}/todos"));
    ada.post_json(&in_api, json!({ "title": "A", "shared": true })).await.expect(201);
    ada.post_json(&in_api, json!({ "title": "A", "shared": true })).await.expect(201);
    app.database.run("CREATE TABLE kept AS SELECT * FROM todos").await;
    let todo = id(&app, "SELECT id::text FROM kept").await;
    let other = id(&app, "SELECT id::text FROM kept ORDER BY id DESC").await;
    let (one, one_in_api) = (format!("{todos}/{todo}"), format!("{in_api}/{todo}"));

    let view = [("view", "")];
    let both = [("id", todo.as_str()), ("id", other.as_str())];
    let edited = [("title", "B"), ("shared", "true"), ("assignee", "")];
    let new = [("title", "New"), ("shared", "true"), ("key", "")];
    let writes = [
        form(&todos, &new, NEW),
        form(&format!("{todos}/new"), &new, NEW),
        form(&one, &edited, OPEN),
        form(&format!("{one}/completion"), &view, OPEN),
        form(&format!("{one}/completion/delete"), &view, DONE),
        form(&format!("{one}/sharing"), &view, PRIVATE),
        form(&format!("{one}/sharing/delete"), &view, OPEN),
        form(&format!("{todos}/completion"), &both, OPEN),
        form(&format!("{one}/delete"), &view, OPEN),
        call(Method::POST, &in_api, json!({ "title": "New", "shared": true }), NEW),
        call(Method::PATCH, &one_in_api, json!({ "title": "B" }), OPEN),
        call(Method::POST, &format!("{in_api}/completions"), json!({ "ids": [todo, other] }), OPEN),
        call(Method::DELETE, &one_in_api, json!({}), OPEN),
    ];
    counter.count(&app, &mut ada, &writes).await;
}
