//! Every route below an organization × every id that its rows have × everybody without
//! access. Routes come from the route table, tables and ids from the catalog.

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::{Value, json};

use super::actors::{self, Actor};
use crate::harness::{
    Browser, ORIGIN, Reply, TestApp, fill, ids_of_tenant, paths_with_ids, routes, tenant_tables,
};

/// Words that only members of Acme may read.
const MARKS: [&str; 2] = ["Zebrafish", "carl@example.com"];

/// Acme's name here.
const NAME: &str = "Quagga";

/// All rows of the tables with tenant rows, and of those that say who may do what.
async fn rows(app: &TestApp) -> Vec<String> {
    let mut tables = tenant_tables(app).await;
    tables.extend(["tenants", "users", "outbox"].map(String::from));
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("SELECT '{table} ' || t::text FROM {table} t");
        all.extend(app.database.rows(&sql, &[]).await.iter().map(|row| row.get::<_, String>(0)));
    }
    all.sort();
    all
}

/// The fields that a form or a program sends: something for each that there is.
fn fields() -> Value {
    json!({
        "title": "Taken over", "notes": "Taken over", "done": true, "shared": true, "email": "eve@example.com",
        "emails": ["eve@example.com"], "role": "member", "name": "Taken over", "slug": "taken-over",
        "domain": "taken.example", "offer": "join", "mailbox": "admin@acme.example", "code": "000000",
        "needs_approval": true, "enabled": true, "max_uses": 5, "domains": ["taken.example"],
    })
}

async fn call(browser: &mut Browser, method: &Method, path: &str) -> Reply {
    let request = browser.request(method.clone(), path).header("origin", ORIGIN);
    let request = match (method, path.starts_with("/api/")) {
        (&Method::GET, true) => request,
        (&Method::GET, false) => request.header("accept", "text/html"),
        (_, true) => request.json(&fields()),
        (_, false) => request
            .header("accept", "text/html")
            .header("content-type", "application/x-www-form-urlencoded")
            .body("title=Taken+over&shared=true&email=eve@example.com&role=member&name=Taken+over"),
    };
    browser.send(request).await
}

/// Returns a reply's text without what names the request.
fn text(reply: &Reply, path: &str) -> String {
    let id = reply.header("x-request-id").unwrap_or("no id");
    reply.text.replace(id, "").replace(path, "")
}

/// Calls `path`, whose answer mustn't differ from that of `nowhere`, which names nothing.
async fn attempt(actor: &mut Actor, method: &Method, path: &str, nowhere: Option<&str>) {
    let reply = call(&mut actor.browser, method, path).await;
    let is_page = !path.starts_with("/api/");
    let declared = match (is_page, actor.api) {
        (true, _) => actor.pages,
        // A deleted organization is restored by those who own it, members or not.
        (false, [403]) if path.ends_with("/restoration") => &[404],
        (false, api) => api,
    };
    let status = reply.status.as_u16();
    assert!(declared.contains(&status), "{}: {method} {path} is {status}", actor.name);
    let told = text(&reply, path);
    let mark = MARKS.iter().find(|mark| told.contains(**mark));
    assert_eq!(mark, None, "{}: {method} {path} tells it", actor.name);
    let may = actor.knows_the_name && is_page;
    assert!(may || !told.contains(NAME), "{}: {method} {path} names the organization", actor.name);
    if let Some(nowhere) = nowhere.filter(|_| status == 404 && !actor.knows_the_name) {
        let unknown = call(&mut actor.browser, method, nowhere).await;
        assert_eq!(told, text(&unknown, nowhere), "{}: {method} {path} exists", actor.name);
    }
}

#[tokio::test]
async fn nobody_without_access_reaches_anything_by_any_id() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "100000")]).await;
    let (mut ada, acme) = app.owner("Ada", NAME).await;
    let mut everybody = actors::without_access(&app, &mut ada, &acme).await;
    fill(&app, &mut ada, &acme).await;
    let ids = ids_of_tenant(&app, &acme).await;
    assert!(ids.len() >= 8, "{ids:?}");
    let before = rows(&app).await;

    for (method, route) in routes() {
        let below = ["/o/{slug}", "/api/v1/tenants/{slug}"].map(|base| route.starts_with(base));
        for actor in everybody.iter_mut().filter(|_| below.contains(&true)) {
            // Under their own slug, an owner has no right to Acme's ids only.
            let own = actor.slug != acme;
            if own && paths_with_ids(&route, &acme, &ids).len() == 1 {
                continue;
            }
            let nothing = BTreeSet::from([String::from("00000000-0000-7000-8000-000000000000")]);
            let nowhere = match own {
                true => paths_with_ids(&route, &actor.slug, &nothing).remove(0),
                false => paths_with_ids(&route, "no-such-tenant", &ids).remove(0),
            };
            for (number, path) in paths_with_ids(&route, &actor.slug, &ids).iter().enumerate() {
                attempt(actor, &method, path, (number == 0).then_some(nowhere.as_str())).await;
            }
        }
    }
    assert_eq!(rows(&app).await, before, "nothing changed");
}
