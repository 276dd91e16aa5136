//! A request with an `Idempotency-Key` creates something once.

use std::collections::BTreeSet;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

/// Everything that programs create: the address, a body, and another body.
fn creations(stage: &Stage) -> Vec<(String, Value, Value)> {
    let Stage { acme, people: [bob, cleo], token, offer, .. } = stage;
    let below = |list: &str| format!("/api/v1/tenants/{acme}/{list}");
    let invited = |name: &str| json!({ "email": format!("{name}@example.com"), "role": "member" });
    let domain = |name: &str| json!({ "domain": format!("{name}.example") });
    vec![
        ("/api/v1/tenants".to_owned(), json!({ "name": "Second" }), json!({ "name": "Third" })),
        (below("todos"), json!({ "title": "Once" }), json!({ "title": "Twice" })),
        (below("invitations"), invited("grace"), invited("linus")),
        (below("join-links"), json!({}), json!({ "max_uses": 3 })),
        (below("domains"), domain("acme"), domain("bcme")),
        (below("ownership-transfers"), json!({ "user_id": bob }), json!({ "user_id": cleo })),
        (format!("/api/v1/join-links/{token}/request"), json!({}), json!({ "again": true })),
        (
            format!("/api/v1/me/organization-offers/{offer}/request"),
            json!({}),
            json!({ "again": true }),
        ),
    ]
}

async fn send(browser: &mut Browser, path: &str, key: &str, body: &Value) -> Reply {
    let request = browser.request(Method::POST, path).header("origin", ORIGIN);
    browser.send(request.header("idempotency-key", key).json(body)).await
}

struct Stage {
    app: TestApp,
    ada: Browser,
    acme: String,
    people: [String; 2],
    /// The token of another organization's link.
    token: String,
    /// A third organization's offer to addresses at `example.com`.
    offer: String,
}

/// Returns the token of a link by which people ask to join another organization.
async fn link(app: &TestApp) -> String {
    let (mut eve, slug) = app.owner("Eve", "Elsewhere").await;
    let list = format!("/api/v1/tenants/{slug}/join-links");
    let made = eve.post_json(&list, json!({ "needs_approval": true })).await.expect(201).json();
    made["url"].as_str().unwrap().rsplit('/').next().unwrap().to_owned()
}

/// Returns the id of the domain by which people ask to join a third organization.
async fn offer(app: &TestApp) -> String {
    let (mut fay, slug) = app.owner("Fay", "Farther").await;
    let list = format!("/api/v1/tenants/{slug}/domains");
    fay.post_json(&list, json!({ "domain": "example.com" })).await.expect(201);
    let prove = "UPDATE domains SET proven_by = 'dns', proven_at = now(), checked_at = now()
        RETURNING id::text";
    app.database.rows(prove, &[]).await[0].get(0)
}

impl Stage {
    async fn new() -> Self {
        let app = TestApp::spawn().await;
        let (mut ada, acme) = app.owner("Ada", "Acme").await;
        let mut people = [String::new(), String::new()];
        for (id, name) in people.iter_mut().zip(["Bob", "Cleo"]) {
            let mut person = app.person(name).await;
            app.join(&mut ada, &acme, &mut person, "member").await;
            let sql = "SELECT id::text FROM users WHERE email = $1";
            *id = app.database.rows(sql, &[&person.email]).await[0].get(0);
        }
        let (token, offer) = (link(&app).await, offer(&app).await);
        Self { app, ada, acme, people, token, offer }
    }

    fn creations(&self) -> Vec<(String, Value, Value)> {
        creations(self)
    }
}

#[tokio::test]
async fn the_same_request_creates_once_and_is_answered_alike() {
    let mut it = Stage::new().await;
    for (path, body, other) in it.creations() {
        let first = send(&mut it.ada, &path, "k-1", &body).await.expect(201);
        let again = send(&mut it.ada, &path, "k-1", &body).await.expect(201);
        assert_eq!(again.text, first.text, "{path}");
        assert_eq!(again.headers.get("location"), first.headers.get("location"), "{path}");
        assert_eq!(again.headers.get("content-type"), first.headers.get("content-type"));
        let misused = send(&mut it.ada, &path, "k-1", &other).await.expect(422);
        assert!(misused.text.contains("another body"), "{path}: {}", misused.text);
    }
}

#[tokio::test]
async fn of_ten_at_once_one_creates() {
    let it = Stage::new().await;
    for (path, body, _) in it.creations() {
        let mut windows: Vec<_> = (0..10).map(|_| it.ada.another_window()).collect();
        let sent = windows.iter_mut().map(|window| send(window, &path, "k-10", &body));
        let replies: BTreeSet<_> =
            join_all(sent).await.into_iter().map(|reply| reply.expect(201).text).collect();
        assert_eq!(replies.len(), 1, "{path}: {replies:?}");
    }
}

#[tokio::test]
async fn every_creation_takes_a_key() {
    let it = Stage::new().await;
    let document = it.app.visitor().get_json("/api/openapi.json").await.expect(200).json();
    let takes_key = |operation: &Value| {
        let parameters = operation["parameters"].as_array();
        parameters.is_some_and(|all| all.iter().any(|it| it["name"] == "Idempotency-Key"))
    };
    let paths = document["paths"].as_object().unwrap().iter();
    let told: BTreeSet<_> = paths
        .filter(|(_, item)| takes_key(&item["post"]))
        .map(|(path, _)| path.replace("{slug}", &it.acme).replace("{token}", &it.token))
        .map(|path| path.replace("{id}", &it.offer))
        .collect();
    let tried: BTreeSet<_> = it.creations().into_iter().map(|(path, ..)| path).collect();
    assert_eq!(told, tried);
}

#[tokio::test]
async fn a_key_is_its_senders_and_free_after_a_refusal_and_after_a_day() {
    let mut it = Stage::new().await;
    let path = format!("/api/v1/tenants/{}/todos", it.acme);
    let body = json!({ "title": "Order oak" });
    send(&mut it.ada, &path, "k", &json!({ "title": "" })).await.expect(422);
    let first = send(&mut it.ada, &path, "k", &body).await.expect(201).text;
    let mut dina = it.app.person("Dina").await;
    it.app.join(&mut it.ada, &it.acme, &mut dina, "member").await;
    let theirs = send(&mut dina, &path, "k", &body).await.expect(201).text;
    assert_ne!(theirs, first);
    // It's kept for a day, and nobody reads it in the table.
    let kept = "SELECT answer FROM idempotency_keys WHERE created_at > now() - interval '1 hour'";
    let rows = it.app.database.rows(kept, &[]).await;
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| !row.get::<_, String>(0).contains("oak")));
    it.app
        .database
        .run("UPDATE idempotency_keys SET created_at = now() - interval '25 hours'")
        .await;
    it.app.database.run("SELECT forget_old_idempotency_keys()").await;
    assert_ne!(send(&mut it.ada, &path, "k", &body).await.expect(201).text, first);
}

#[tokio::test]
async fn an_unfit_key_is_refused_and_a_removed_member_hears_nothing_again() {
    let mut it = Stage::new().await;
    let path = format!("/api/v1/tenants/{}/todos", it.acme);
    let body = json!({ "title": "Order oak" });
    // An unreadable byte of a header becomes a question mark, and two keys would look alike.
    for key in ["", "two words", &"k".repeat(256), "k-é", "k-?"] {
        let refused = send(&mut it.ada, &path, key, &body).await.expect(422);
        assert!(refused.text.contains("idempotency-key"), "{}", refused.text);
    }
    let twice = it.ada.request(Method::POST, &path).header("origin", ORIGIN);
    let twice = twice.header("idempotency-key", "k-1").header("idempotency-key", "k-2");
    it.ada.send(twice.json(&body)).await.expect(422);
    assert_eq!(it.app.database.count("todos").await, 0);
    let mut dina = it.app.person("Dina").await;
    it.app.join(&mut it.ada, &it.acme, &mut dina, "member").await;
    send(&mut dina, &path, "k", &body).await.expect(201);
    it.app.database.run("DELETE FROM memberships WHERE role = 'member'").await;
    let refused = send(&mut dina, &path, "k", &body).await.expect(404);
    assert!(!refused.text.contains("oak"), "{}", refused.text);
}

#[tokio::test]
async fn a_list_of_people_is_invited_once() {
    let mut it = Stage::new().await;
    let path = format!("/api/v1/tenants/{}/invitations", it.acme);
    let body = json!({ "emails": ["grace@example.com", "nobody"], "role": "member" });
    let first = send(&mut it.ada, &path, "k", &body).await.expect(200).text;
    assert_eq!(send(&mut it.ada, &path, "k", &body).await.expect(200).text, first);
    assert_eq!(it.app.database.count("invitations WHERE email LIKE 'grace%'").await, 1);
}
