use reqwest::Method;
use serde_json::json;

use super::{acme, call, patch, user_id, write};
use crate::harness::TestApp;

/// Returns the sentences of a todo's page.
fn told(page: &str) -> Vec<String> {
    let parts = page.split("<span class=\"breakable\">").skip(1);
    parts.map(|part| part.split('<').next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_private_todo_is_in_no_history() {
    let app = TestApp::spawn().await;
    let (_, mut bob, acme) = acme(&app).await;
    let before = app.database.count("audit_events").await;
    let private = write(&mut bob, &acme, json!({ "title": "Mine alone" })).await;
    let one = format!("/api/v1/tenants/{acme}/todos/{private}");
    patch(&mut bob, &one, json!({ "done": true, "title": "Mine", "notes": "x" })).await.expect(200);
    let page = bob.get(&format!("/o/{acme}/todos/{private}")).await.expect(200).text;
    assert!(page.contains("History starts when a to-do is shared."), "{page}");
    bob.post(&format!("/o/{acme}/todos/completion"), &[("id", &private)]).await.expect(303);
    call(&mut bob, Method::DELETE, &one, json!({})).await.expect(204);
    assert_eq!(app.database.count("audit_events").await, before);
}

#[tokio::test]
async fn a_shared_todo_remembers_and_its_readers_read_it() {
    let app = TestApp::spawn().await;
    let (mut ada, mut bob, acme) = acme(&app).await;
    let id = write(&mut ada, &acme, json!({ "title": "Ship", "shared": true })).await;
    let one = format!("/api/v1/tenants/{acme}/todos/{id}");
    let bob_id = user_id(&app, &bob.email).await;
    let many = json!({
        "title": "Sail", "due_on": "2026-12-24", "assignee_id": bob_id, "notes": "Slowly",
    });
    for body in [many.clone(), many, json!({ "due_on": null, "assignee_id": null })] {
        patch(&mut ada, &one, body).await.expect(200);
    }
    patch(&mut bob, &one, json!({ "done": true })).await.expect(200);
    patch(&mut bob, &one, json!({ "done": true })).await.expect(200);
    let page = bob.get(&format!("/o/{acme}/todos/{id}")).await.expect(200).text;
    let expected = [
        "Bob completed the to-do “Sail”",
        "Ada unassigned Bob from the to-do “Sail”",
        "Ada removed the due date 2026-12-24 of the to-do “Sail”",
        "Ada assigned the to-do “Ship” to Bob",
        "Ada set the due date of the to-do “Ship” to 2026-12-24",
        "Ada changed the notes of the to-do “Ship”",
        "Ada renamed the to-do “Ship” to “Sail”",
        "Ada added the to-do “Ship”",
    ];
    assert_eq!(told(&page), expected);
    let events = bob.get_json(&format!("{one}/history")).await.expect(200).json();
    let events = events["items"].as_array().unwrap();
    let sentences: Vec<_> =
        events.iter().map(|it| it["sentence"].as_str().unwrap().trim_end_matches('.')).collect();
    assert_eq!(sentences, expected);
    // The addresses that colleagues act from are for those who read the whole history.
    assert!(events[0].get("ip_address").is_none() && events[0].get("actor_email").is_none());

    // Events while it's private stay with its author.
    patch(&mut ada, &one, json!({ "done": false, "shared": false })).await.expect(200);
    patch(&mut ada, &one, json!({ "title": "Hidden" })).await.expect(200);
    bob.get(&format!("/o/{acme}/todos/{id}")).await.expect(403);
    patch(&mut ada, &one, json!({ "shared": true })).await.expect(200);
    call(&mut ada, Method::DELETE, &one, json!({})).await.expect(204);
    bob.get_json(&format!("{one}/history")).await.expect(404);
    let list = ada.get_json(&format!("/api/v1/tenants/{acme}/audit-events")).await.json();
    let all = list["items"].as_array().unwrap().iter();
    let all = all.map(|event| event["sentence"].as_str().unwrap());
    let last: Vec<_> = all.filter(|text| !text.contains("refused")).take(4).collect();
    assert_eq!(
        last,
        [
            "Ada deleted the to-do “Hidden”.",
            "Ada shared the to-do “Hidden”.",
            "Ada stopped sharing the to-do “Sail”.",
            "Ada reopened the to-do “Sail”.",
        ]
    );
}

#[tokio::test]
async fn a_long_history_comes_in_parts() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let id = write(&mut ada, &acme, json!({ "title": "Ship", "shared": true })).await;
    let one = format!("/api/v1/tenants/{acme}/todos/{id}");
    for number in 0..52 {
        app.clock.advance(chrono::TimeDelta::seconds(1));
        patch(&mut ada, &one, json!({ "done": number % 2 == 0 })).await.expect(200);
    }
    let first = ada.get_json(&format!("{one}/history")).await.expect(200).json();
    let second = ada.get_json(first["next"].as_str().unwrap()).await.expect(200).json();
    let count = |part: &serde_json::Value| part["items"].as_array().unwrap().len();
    assert_eq!((count(&first), count(&second)), (50, 3));
    assert!(second["next"].is_null());
    ada.get_json(&format!("{one}/history?before=x")).await.expect(422);
    let page = ada.get(&format!("/o/{acme}/todos/{id}")).await.expect(200).text;
    assert_eq!(told(&page).len(), 50);
    let older = page.split("rel=\"next\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(told(&ada.get(older).await.expect(200).text).len(), 3);
}
