//! People join an organization without an invitation.

mod domains;
mod links;
mod own;
mod proofs;
mod races;
mod renewals;
mod requests;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

/// Sends a request to the API as a page's script does.
async fn call(browser: &mut Browser, method: Method, path: &str, body: Value) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN).json(&body);
    browser.send(request).await
}

/// Makes a link with conditions; returns its path in the API and the one to share.
async fn link(owner: &mut Browser, slug: &str, conditions: Value) -> (String, String) {
    let list = format!("/api/v1/tenants/{slug}/join-links");
    let made = call(owner, Method::POST, &list, conditions).await.expect(201);
    let url = made.json()["url"].as_str().unwrap().strip_prefix(ORIGIN).unwrap().to_owned();
    (made.location().to_owned(), url)
}

/// Presses the button on the page of a link.
async fn press(person: &mut Browser, link: &str) -> Reply {
    person.post(&format!("{link}/acceptance"), &[]).await
}

async fn role(app: &TestApp, email: &str) -> Option<String> {
    let sql = "SELECT role FROM memberships JOIN users ON id = user_id WHERE email = $1";
    app.database.rows(sql, &[&email]).await.first().map(|row| row.get(0))
}

async fn uses(app: &TestApp) -> i32 {
    app.database.rows("SELECT uses FROM join_links", &[]).await[0].get(0)
}

/// Returns the words of the organization's history, oldest first.
async fn history(app: &TestApp) -> Vec<String> {
    let sql = "SELECT action FROM audit_events WHERE action LIKE 'join\\_%' ORDER BY id";
    app.database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

fn nothing() -> Value {
    json!({})
}
