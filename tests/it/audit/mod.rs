//! The history of an organization.

mod page;
mod plans;
mod refusals;
mod rows;
mod seals;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

/// Sends a request to the API as a page's script does, with a user agent of its own.
async fn call(browser: &mut Browser, method: Method, path: &str, body: Value) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN);
    browser.send(request.header("user-agent", "Firefox/1 Linux").json(&body)).await
}

async fn user_id(app: &TestApp, email: &str) -> String {
    let sql = "SELECT id::text FROM users WHERE email = $1";
    app.database.rows(sql, &[&email]).await[0].get(0)
}

/// Gives a member another role by the API.
async fn set_role(app: &TestApp, by: &mut Browser, slug: &str, email: &str, role: &str) -> Reply {
    let path = format!("/api/v1/tenants/{slug}/members/{}", user_id(app, email).await);
    call(by, Method::PATCH, &path, json!({ "role": role })).await
}

/// Returns the newest events by the API.
async fn events(reader: &mut Browser, slug: &str) -> Vec<Value> {
    let list = reader.get_json(&format!("/api/v1/tenants/{slug}/audit-events")).await.expect(200);
    list.json()["items"].as_array().unwrap().clone()
}
