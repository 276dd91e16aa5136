//! Ending something also ends everything derived from it: one table, and a test for each
//! of its cells with each provider.

mod embedded;
mod hosted;
mod layers;
mod table;

use serde_json::json;

use self::table::{Act, Outcome, Side, Thing, markdown, outcome};
use crate::harness::{Browser, Reply, TestApp};

/// The state of a thing, found by using it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Found {
    Alive,
    Over,
}

impl From<bool> for Found {
    fn from(is_alive: bool) -> Self {
        if is_alive { Self::Alive } else { Self::Over }
    }
}

/// Compares the findings after `act` with the table.
fn judge(side: Side, act: Option<Act>, found: &[(Thing, Found)]) -> Vec<String> {
    let expected = |thing| match act.map(|act| outcome(side, act, thing)) {
        None | Some(Outcome::Stays(_)) => Found::Alive,
        Some(Outcome::Ends) => Found::Over,
        Some(Outcome::None(_)) => panic!("{thing:?} is not looked at"),
    };
    let wrong = found.iter().filter(|(thing, found)| *found != expected(*thing));
    let after = act.map_or("nothing", Act::name);
    wrong
        .map(|(thing, found)| format!("{side:?}, after {after}: {} is {found:?}", thing.name()))
        .collect()
}

/// Lists the things that a test has to check after `act`.
fn things(side: Side, act: Act) -> Vec<Thing> {
    let looked_at = |thing: &Thing| !matches!(outcome(side, act, *thing), Outcome::None(_));
    Thing::ALL.into_iter().filter(looked_at).collect()
}

/// One device's credentials.
struct Device {
    browser: Browser,
    jwt: String,
    /// A copy from before the act.
    ours: String,
    theirs: String,
}

impl Device {
    async fn of(mut browser: Browser, cookie: &str) -> Self {
        let jwt = browser.get_json("/api/auth/token").await.expect(200).json();
        let jwt = jwt["token"].as_str().unwrap().to_owned();
        let ours = browser.cookies["tenantry"].clone();
        let theirs = browser.cookies[cookie].clone();
        Self { browser, jwt, ours, theirs }
    }
}

/// Whether our API accepts this cookie.
async fn ours(app: &TestApp, cookie: &str) -> Found {
    let mut thief = app.visitor();
    thief.cookies.insert(String::from("tenantry"), cookie.to_owned());
    is_known(thief.get_json("/api/v1/auth/me").await)
}

/// Whether the provider accepts this cookie, and it would open a session of ours.
async fn theirs(app: &TestApp, name: &str, cookie: &str) -> Found {
    let mut thief = app.visitor();
    thief.cookies.insert(name.to_owned(), cookie.to_owned());
    let session = thief.get_json("/api/auth/get-session").await;
    let shown = session.status == 200 && session.json()["session"].is_object();
    let callback = thief.post_json("/auth/neon-callback", json!({})).await;
    Found::from(shown && callback.status == 200)
}

async fn bearer(app: &TestApp, jwt: &str) -> Found {
    let mut program = app.visitor();
    let request = program.request(reqwest::Method::GET, "/api/v1/auth/me");
    is_known(program.send(request.header("authorization", format!("Bearer {jwt}"))).await)
}

async fn callback(app: &TestApp, jwt: &str) -> Found {
    let body = json!({ "token": jwt });
    Found::from(app.visitor().post_json("/auth/neon-callback", body).await.status == 200)
}

/// A closing account counts as alive: its 403 tells more than an ended session may know.
fn is_known(reply: Reply) -> Found {
    Found::from([200, 403].contains(&reply.status.as_u16()))
}

#[test]
fn the_document_shows_the_table() {
    let document = include_str!("../../../docs/what-ends.md");
    for side in [Side::Embedded, Side::Hosted] {
        let table = markdown(side);
        println!("### {side:?}\n\n{table}");
        assert!(document.contains(&table), "docs/what-ends.md differs; it should have\n\n{table}");
    }
}
