//! Counts what writes cost the database: one round trip for the authority and all that they read
//! and lock, and one for what they write and COMMIT.

mod account;
mod coverage;
mod entering;
mod inviting;
mod joining;
mod members;
mod own;
mod ownership;
mod settings;
mod todos;

use std::collections::BTreeSet;

use reqwest::Method;
use serde_json::Value;

use crate::harness::{Browser, ORIGIN, Tap, TestApp, TestDatabase};

/// A request that writes.
struct Write<'a> {
    method: Method,
    path: String,
    sent: Sent<'a>,
    /// The statement that puts things back first, so that there's something to change each time.
    back: &'a str,
    trips: usize,
}

enum Sent<'a> {
    Form(&'a [(&'a str, &'a str)]),
    Json(Value),
}

/// A form of a page.
fn form<'a>(path: &str, fields: &'a [(&'a str, &'a str)], back: &'a str) -> Write<'a> {
    let sent = Sent::Form(fields);
    Write { method: Method::POST, path: path.to_owned(), sent, back, trips: 2 }
}

/// A call of the API.
fn call<'a>(method: Method, path: &str, body: Value, back: &'a str) -> Write<'a> {
    Write { method, path: path.to_owned(), sent: Sent::Json(body), back, trips: 2 }
}

impl Write<'_> {
    /// Expects more round trips, for what has to wait for an answer in between.
    fn in_trips(self, trips: usize) -> Self {
        Self { trips, ..self }
    }

    async fn send(&self, browser: &mut Browser) {
        let request = browser.request(self.method.clone(), &self.path).header("origin", ORIGIN);
        let request = match &self.sent {
            Sent::Form(fields) => request
                .header("accept", "text/html")
                .header("content-type", "application/x-www-form-urlencoded")
                .body(serde_urlencoded::to_string(fields).unwrap()),
            Sent::Json(body) => request.json(body),
        };
        let reply = browser.send(request).await;
        let path = &self.path;
        assert!([200, 201, 204, 303].contains(&reply.status.as_u16()), "{path}: {}", reply.text);
    }
}

/// Counts what the writes of a server cost, and notes the routes that its test is still to count.
struct Counter {
    tap: Tap,
    routes: &'static [&'static str],
    left: BTreeSet<&'static str>,
}

/// Returns a server, and the counter of a test that counts these routes at two round trips each.
async fn counting(routes: &'static [&'static str]) -> (TestApp, Counter) {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let variables = [("DATABASE_URL", url.as_str()), ("RATE_LIMIT_AUTH_PER_MINUTE", "100000")];
    let app = TestApp::on(database, &variables).await;
    (app, Counter { tap, routes, left: routes.iter().copied().collect() })
}

impl Counter {
    /// Expects each write to take its round trips, to write something and to end with COMMIT. On a
    /// busy machine, what travels together may now and then leave in two parts.
    async fn count(&mut self, app: &TestApp, browser: &mut Browser, writes: &[Write<'_>]) {
        let mut wrong = Vec::new();
        for write in writes {
            let mut costs = Vec::new();
            for _ in 0..6 {
                app.database.run(write.back).await;
                costs.push(self.tap.count(write.send(browser)).await);
            }
            let (trips, statements) = costs.into_iter().min_by_key(|(trips, _)| *trips).unwrap();
            let writes =
                |sql: &String| ["INSERT", "UPDATE", "DELETE"].iter().any(|it| sql.starts_with(it));
            let is_whole = statements.iter().any(writes) && statements.last().unwrap() == "COMMIT";
            if trips != write.trips || !is_whole {
                wrong.push(format!("{} {}: {trips} {statements:#?}", write.method, write.path));
            }
            wrong.extend(self.note(write));
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    /// Notes that a write was counted; returns what is to be added to a list if it's in none.
    fn note(&mut self, write: &Write<'_>) -> Option<String> {
        let route = coverage::route_of(&write.method, &write.path);
        let is_listed =
            self.routes.contains(&route.as_str()) || coverage::costs(&route, write.trips);
        if write.trips == 2 {
            self.left.remove(route.as_str());
        }
        (!is_listed).then(|| format!("list {route}"))
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.left.is_empty(), "not counted: {:#?}", self.left);
        }
    }
}

/// Returns the only id that a query finds.
async fn id(app: &TestApp, sql: &str) -> String {
    app.database.rows(sql, &[]).await[0].get(0)
}
