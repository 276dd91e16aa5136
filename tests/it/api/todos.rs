//! The todos of an organization.

use serde_json::json;

use super::{Program, owner, problem};
use crate::harness::TestApp;

#[tokio::test]
async fn a_todo_is_written_read_changed_and_deleted() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, _) = owner(&app, "Ada", "Acme").await;
    let todos = format!("/api/v1/tenants/{slug}/todos");

    let created = ada.post(&todos, json!({ "title": " Ship it " })).await.expect(201);
    let path = created.location().to_owned();
    let todo = created.json();
    assert_eq!(path, format!("{todos}/{}", todo["id"].as_str().unwrap()));
    assert_eq!(
        (&todo["title"], &todo["shared"], &todo["done"]),
        (&json!("Ship it"), &json!(false), &json!(false))
    );
    assert_eq!(ada.get(&path).await.expect(200).json(), todo);
    assert_eq!(ada.get(&todos).await.expect(200).json()["items"], json!([todo]));

    let change = json!({ "title": "Ship", "shared": true, "done": true });
    let changed = ada.patch(&path, change).await.expect(200).json();
    assert_eq!((&changed["title"], &changed["done"]), (&json!("Ship"), &json!(true)));
    let row =
        &app.database.rows("SELECT title, shared, completed_at IS NOT NULL FROM todos", &[]).await
            [0];
    assert_eq!(
        (row.get::<_, String>(0), row.get::<_, bool>(1), row.get::<_, bool>(2)),
        ("Ship".to_owned(), true, true)
    );
    assert_eq!(ada.get(&format!("{todos}?filter=open")).await.json()["items"], json!([]));
    assert_eq!(
        ada.patch(&path, json!({ "done": false })).await.json()["completed_at"],
        json!(null)
    );

    assert_eq!(ada.delete(&path).await.expect(204).text, "");
    ada.get(&path).await.expect(404);
    ada.delete(&path).await.expect(404);
    assert_eq!(app.database.count("todos").await, 0);
}

#[tokio::test]
async fn a_long_list_comes_in_parts() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, _) = owner(&app, "Ada", "Acme").await;
    let todos = format!("/api/v1/tenants/{slug}/todos");
    for number in 0..23 {
        ada.post(&todos, json!({ "title": format!("{number}") })).await.expect(201);
    }
    let first = ada.get(&todos).await.expect(200).json();
    let second = ada.get(first["next"].as_str().unwrap()).await.expect(200).json();
    let count = |part: &serde_json::Value| part["items"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&second)), (20, 3));
    assert_eq!(
        (&first["items"][0]["title"], &second["items"][2]["title"]),
        (&json!("22"), &json!("0"))
    );
    assert!(second["next"].is_null());
}

#[tokio::test]
async fn a_colleagues_private_todo_is_refused_and_a_shared_one_can_be_completed() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, mut ada_browser) = owner(&app, "Ada", "Acme").await;
    let mut bob_browser = app.person("Bob").await;
    app.join(&mut ada_browser, &slug, &mut bob_browser, "member").await;
    let mut bob = Program::of(&app, &bob_browser).await;
    let todos = format!("/api/v1/tenants/{slug}/todos");
    let private = bob.post(&todos, json!({ "title": "Private" })).await.location().to_owned();
    let shared =
        bob.post(&todos, json!({ "title": "Shared", "shared": true })).await.location().to_owned();

    for reply in [
        ada.get(&private).await,
        ada.patch(&private, json!({ "done": true })).await,
        ada.delete(&private).await,
    ] {
        assert_eq!((reply.status.as_u16(), &problem(&reply)["code"]), (403, &json!("forbidden")));
        assert!(!reply.text.contains("Private"));
    }
    assert_eq!(ada.get(&todos).await.json()["items"].as_array().unwrap().len(), 1);
    ada.patch(&shared, json!({ "title": "Taken" })).await.expect(403);
    ada.patch(&shared, json!({ "shared": false, "done": true })).await.expect(403);
    ada.delete(&shared).await.expect(403);
    ada.patch(&shared, json!({ "done": true })).await.expect(200);
    let rows = app
        .database
        .rows("SELECT title, completed_at IS NOT NULL FROM todos ORDER BY id", &[])
        .await;
    let seen: Vec<_> =
        rows.iter().map(|row| (row.get::<_, String>(0), row.get::<_, bool>(1))).collect();
    assert_eq!(seen, [("Private".to_owned(), false), ("Shared".to_owned(), true)]);
}

#[tokio::test]
async fn fields_that_are_not_the_callers_to_set_are_ignored() {
    let app = TestApp::spawn().await;
    let (mut ada, slug, _) = owner(&app, "Ada", "Acme").await;
    let id = "0197e0f0-0000-7000-8000-000000000000";
    let forged = json!({
        "title": "Ship", "id": id, "author_id": id, "author": id, "tenant_id": id, "role": "owner",
        "created_at": "2001-01-01T00:00:00Z", "completed_at": "2001-01-01T00:00:00Z", "done": true,
    });
    let created =
        ada.post(&format!("/api/v1/tenants/{slug}/todos"), forged.clone()).await.expect(201);
    let mut patch = forged;
    patch["done"] = json!(null);
    let todo = ada.patch(created.location(), patch).await.expect(200).json();
    assert_eq!(todo, created.json());
    let me = ada.get("/api/v1/auth/me").await.json()["user"]["id"].clone();
    assert_eq!((&todo["author_id"], &todo["done"]), (&me, &json!(false)));
    let sql = "SELECT count(*) FROM todos WHERE id::text = $1 OR created_at < '2002-01-01'";
    assert_eq!(app.database.rows(sql, &[&id]).await[0].get::<_, i64>(0), 0);
}
