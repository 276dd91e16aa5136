//! Todos: the changes that each member may make, what lists show, and what is remembered.

mod assignees;
mod completion;
mod database;
mod days;
mod editing;
mod history;
mod lists;
mod plans;

use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

/// Sends JSON from a browser, as the pages' script does.
async fn call(browser: &mut Browser, method: Method, path: &str, body: Value) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN);
    browser.send(request.json(&body)).await
}

async fn patch(browser: &mut Browser, path: &str, body: Value) -> Reply {
    call(browser, Method::PATCH, path, body).await
}

async fn user_id(app: &TestApp, email: &str) -> String {
    let sql = "SELECT id::text FROM users WHERE email = $1";
    app.database.rows(sql, &[&email]).await[0].get(0)
}

/// Ada owns Acme, in which Bob is a member.
async fn acme(app: &TestApp) -> (Browser, Browser, String) {
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    (ada, bob, acme)
}

/// Writes a todo by the API and returns its id.
async fn write(author: &mut Browser, slug: &str, body: Value) -> String {
    let created = author.post_json(&format!("/api/v1/tenants/{slug}/todos"), body).await;
    created.expect(201).json()["id"].as_str().unwrap().to_owned()
}

async fn write_shared(author: &mut Browser, slug: &str, title: &str) -> String {
    write(author, slug, json!({ "title": title, "shared": true })).await
}

/// Returns the titles of a list by the API, over all its pages.
async fn titles(reader: &mut Browser, slug: &str, query: &str) -> Vec<String> {
    let (mut all, mut next) = (Vec::new(), Some(format!("/api/v1/tenants/{slug}/todos?{query}")));
    while let Some(path) = next {
        let page = reader.get_json(&path).await.expect(200).json();
        let items = page["items"].as_array().unwrap().iter();
        all.extend(items.map(|todo| todo["title"].as_str().unwrap().to_owned()));
        next = page["next"].as_str().map(str::to_owned);
    }
    all
}

/// Returns the row of a todo in a list's page.
fn row<'a>(page: &'a str, id: &str) -> &'a str {
    let start = format!("id=\"todo-{id}\"");
    let from = page.find(&start).unwrap_or_else(|| panic!("{id} is not in {page}"));
    page[from..].split("</li>\n").next().unwrap()
}
