use reqwest::Method;
use serde_json::json;

use super::{acme, call, patch, user_id, write};
use crate::harness::TestApp;

#[tokio::test]
async fn only_active_members_are_assigned() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    let (mallory, _) = app.owner("Mallory", "Rival").await;
    let path = format!("/api/v1/tenants/{acme}/todos");
    let (bob_id, mallory_id) =
        (user_id(&app, &bob.email).await, user_id(&app, &mallory.email).await);
    for assignee in [mallory_id.as_str(), "00000000-0000-4000-8000-000000000000", "x"] {
        let body = json!({ "title": "Ship", "shared": true, "assignee_id": assignee });
        let refused = ada.post_json(&path, body).await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "assignee_id");
    }
    let private = json!({ "title": "Ship", "assignee_id": bob_id });
    let refused = ada.post_json(&path, private).await.expect(422).json();
    assert_eq!(refused["errors"][0]["field"], "assignee_id");

    let body = json!({ "title": "Ship", "shared": true, "assignee_id": bob_id });
    let id = write(&mut ada, &acme, body.clone()).await;
    let one = format!("{path}/{id}");
    let todo = ada.get_json(&one).await.expect(200).json();
    assert_eq!((&todo["assignee_id"], &todo["assignee_name"]), (&json!(bob_id), &json!("Bob")));

    // A suspended member keeps what was assigned before, and is assigned nothing more.
    let suspend = format!("UPDATE memberships SET suspended_at = now() WHERE user_id = '{bob_id}'");
    app.database.run(&suspend).await;
    ada.post_json(&path, body).await.expect(422);
    let page = [("title", "Ship"), ("shared", "true"), ("assignee", bob.email.as_str())];
    let other = write(&mut ada, &acme, json!({ "title": "Sail", "shared": true })).await;
    let refused = ada.post(&format!("/o/{acme}/todos/{other}"), &page).await.expect(422);
    assert!(refused.text.contains("No member signs in with"), "{}", refused.text);
    let kept = patch(&mut ada, &one, json!({ "notes": "x", "assignee_id": bob_id })).await;
    assert_eq!(kept.expect(200).json()["assignee_id"], json!(bob_id));
}

#[tokio::test]
async fn who_leaves_or_no_longer_sees_it_is_assigned_no_more() {
    let app = TestApp::spawn().await;
    let (mut ada, bob, acme) = acme(&app).await;
    let path = format!("/api/v1/tenants/{acme}/todos");
    let bob_id = user_id(&app, &bob.email).await;
    let body = json!({ "title": "Ship", "shared": true, "assignee_id": bob_id });
    let id = write(&mut ada, &acme, body).await;
    let one = format!("{path}/{id}");
    let private = patch(&mut ada, &one, json!({ "shared": false })).await.expect(200).json();
    assert_eq!(private["assignee_id"], json!(null));
    let both = json!({ "shared": true, "assignee_id": bob_id });
    patch(&mut ada, &one, both).await.expect(200);
    let refused = json!({ "shared": false, "assignee_id": bob_id, "title": "Sail" });
    patch(&mut ada, &one, refused).await.expect(422);
    let ada_id = user_id(&app, &ada.email).await;
    let own = json!({ "shared": false, "assignee_id": ada_id });
    assert_eq!(patch(&mut ada, &one, own).await.expect(200).json()["assignee_id"], json!(ada_id));
    patch(&mut ada, &one, json!({ "shared": true, "assignee_id": bob_id })).await.expect(200);

    let remove = format!("/api/v1/tenants/{acme}/members/{bob_id}");
    call(&mut ada, Method::DELETE, &remove, json!({})).await.expect(204);
    let todo = ada.get_json(&one).await.expect(200).json();
    assert_eq!((&todo["assignee_id"], &todo["assignee_name"]), (&json!(null), &json!("")));
    assert_eq!(todo["title"], "Ship");
}
