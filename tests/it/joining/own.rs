//! People join by themselves, through the API.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{
    call,
    domains::{Claim, person_at},
    history, link, nothing, role, uses,
};
use crate::harness::{Browser, Reply, TestApp};

const OFFERS: &str = "/api/v1/me/organization-offers";
const REQUESTS: &str = "/api/v1/me/join-requests";

/// Returns the address in the API of a link to share.
fn of(link: &str) -> String {
    link.replacen("/join/", "/api/v1/join-links/", 1)
}

async fn join(person: &mut Browser, there: &str) -> Reply {
    call(person, Method::POST, &format!("{there}/acceptance"), nothing()).await
}

async fn ask(person: &mut Browser, there: &str) -> Reply {
    call(person, Method::POST, &format!("{there}/request"), nothing()).await
}

async fn withdraw(person: &mut Browser, id: &str) -> Reply {
    call(person, Method::DELETE, &format!("{REQUESTS}/{id}"), nothing()).await
}

async fn seen(person: &mut Browser, there: &str) -> Value {
    person.get_json(there).await.expect(200).json()
}

async fn listed(person: &mut Browser, list: &str) -> Vec<Value> {
    person.get_json(list).await.expect(200).json()["items"].as_array().unwrap().clone()
}

/// Checks that the request was refused with these words.
fn refused(reply: Reply, words: &str) {
    let detail = reply.expect(409).json()["detail"].clone();
    assert!(detail.as_str().unwrap().contains(words), "{detail}");
}

#[tokio::test]
async fn a_program_looks_at_a_link_and_joins_by_it() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, page) = link(&mut ada, &acme, json!({ "max_uses": 2 })).await;
    let there = of(&page);
    let organization = json!({ "name": "Acme", "hue": null, "logo": null });
    // The name and the mark, and nothing else, whoever looks.
    let open = json!({ "organization": organization, "state": "open" });
    assert_eq!(seen(&mut app.visitor(), &there).await, open);
    let mut bob = app.person("Bob").await;
    assert_eq!(seen(&mut bob, &there).await, open);
    assert_eq!((role(&app, &bob.email).await, uses(&app).await), (None, 0), "a look is no use");
    join(&mut app.visitor(), &there).await.expect(401);

    let joined = json!({ "organization": { "name": "Acme", "slug": acme }, "role": "member" });
    // Sent again, it answers alike and counts nothing.
    for _ in 0..2 {
        assert_eq!(join(&mut bob, &there).await.expect(200).json(), joined);
    }
    assert_eq!(join(&mut ada, &there).await.expect(200).json()["role"], "owner");
    assert_eq!((role(&app, &bob.email).await.as_deref(), uses(&app).await), (Some("member"), 1));
    assert_eq!(seen(&mut bob, &there).await["state"], "member");
    assert_eq!(history(&app).await, ["join_link.created", "join_link.used"]);
}

#[tokio::test]
async fn a_closed_link_tells_no_name_and_lets_no_program_in() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    let tomorrow = app.clock.now() + TimeDelta::days(1);
    let conditions = json!({ "max_uses": 1, "expires_at": tomorrow });
    let (path, page) = link(&mut ada, &acme, conditions).await;
    let there = of(&page);
    let change = async |ada: &mut Browser, to: Value| {
        call(ada, Method::PATCH, &path, to).await.expect(200);
    };
    let closed = json!({ "organization": null, "state": "closed" });
    let is_closed = async |person: &mut Browser| {
        assert_eq!(seen(person, &there).await, closed);
        refused(join(person, &there).await, "no longer works");
        refused(ask(person, &there).await, "no longer works");
    };
    change(&mut ada, json!({ "enabled": false })).await;
    is_closed(&mut bob).await;
    assert_eq!(seen(&mut app.visitor(), &there).await, closed);
    change(&mut ada, json!({ "enabled": true })).await;
    join(&mut bob, &there).await.expect(200);
    is_closed(&mut eve).await; // Used up.
    change(&mut ada, json!({ "max_uses": null })).await;
    app.clock.advance(TimeDelta::days(1));
    is_closed(&mut eve).await; // Too old.
    call(&mut ada, Method::POST, &format!("{path}/rotation"), nothing()).await.expect(200);
    for unknown in [there.as_str(), "/api/v1/join-links/0123456789", "/api/v1/join-links/%00"] {
        eve.get_json(unknown).await.expect(404);
        join(&mut eve, unknown).await.expect(404);
        ask(&mut eve, unknown).await.expect(404);
    }
    assert_eq!((app.database.count("memberships").await, uses(&app).await), (2, 1));
    assert_eq!(app.database.count("join_requests").await, 0);
}

#[tokio::test]
async fn a_program_hears_why_a_person_does_not_join() {
    let variables = [("MAX_MEMBERS_PER_ORGANIZATION", "2")];
    let app = TestApp::with(&variables).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    let (path, page) = link(&mut ada, &acme, json!({ "domains": ["other.example"] })).await;
    let there = of(&page);
    assert_eq!(seen(&mut bob, &there).await["state"], "other_domain");
    refused(join(&mut bob, &there).await, "other email addresses");
    refused(ask(&mut bob, &there).await, "other email addresses");
    call(&mut ada, Method::PATCH, &path, json!({ "domains": [] })).await.expect(200);

    app.database.run("UPDATE users SET email_verified = false WHERE name = 'Bob'").await;
    assert_eq!(seen(&mut bob, &there).await["state"], "unproven");
    refused(join(&mut bob, &there).await, "Confirm your email address");
    app.database.run("UPDATE users SET email_verified = true WHERE name = 'Bob'").await;

    call(&mut ada, Method::PATCH, &path, json!({ "needs_approval": true })).await.expect(200);
    assert_eq!(seen(&mut bob, &there).await["state"], "ask");
    refused(join(&mut bob, &there).await, "Ask to join");
    call(&mut ada, Method::PATCH, &path, json!({ "needs_approval": false })).await.expect(200);

    join(&mut bob, &there).await.expect(200);
    let mut eve = app.person("Eve").await;
    refused(join(&mut eve, &there).await, "no room for another member");
    app.database.run("UPDATE memberships SET suspended_at = now() WHERE role = 'member'").await;
    assert_eq!(seen(&mut bob, &there).await["state"], "suspended");
    refused(join(&mut bob, &there).await, "suspended");
    refused(ask(&mut bob, &there).await, "suspended");
    assert_eq!((app.database.count("memberships").await, uses(&app).await), (2, 1));
    assert_eq!(app.database.count("join_requests").await, 0);

    app.database.run("UPDATE users SET suspended_at = now() WHERE name = 'Eve'").await;
    join(&mut eve, &there).await.expect(401);
    ask(&mut eve, &there).await.expect(401);
    app.database.run("UPDATE tenants SET deleted_at = now()").await;
    ada.get_json(&there).await.expect(404);
    join(&mut ada, &there).await.expect(404);
}

#[tokio::test]
async fn a_removed_member_only_asks_and_takes_it_back() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, page) = link(&mut ada, &acme, nothing()).await;
    let (there, mut bob) = (of(&page), app.person("Bob").await);
    join(&mut bob, &there).await.expect(200);
    let id = "SELECT id::text FROM users WHERE name = 'Bob'";
    let id: String = app.database.rows(id, &[]).await[0].get(0);
    let member = format!("/api/v1/tenants/{acme}/members/{id}");
    call(&mut ada, Method::DELETE, &member, nothing()).await.expect(204);
    assert_eq!(seen(&mut bob, &there).await["state"], "removed");
    refused(join(&mut bob, &there).await, "You were removed");

    let asked = ask(&mut bob, &there).await.expect(201).json();
    assert_eq!(asked["organization"]["slug"], json!(acme));
    assert_eq!(listed(&mut bob, REQUESTS).await, std::slice::from_ref(&asked));
    assert_eq!(seen(&mut bob, &there).await["state"], "asked");
    refused(ask(&mut bob, &there).await, "You’ve already asked");

    let id = asked["id"].as_str().unwrap();
    let mut eve = app.person("Eve").await;
    withdraw(&mut eve, id).await.expect(404);
    withdraw(&mut ada, id).await.expect(404);
    withdraw(&mut bob, "none").await.expect(404);
    assert!(listed(&mut eve, REQUESTS).await.is_empty());
    for _ in 0..2 {
        withdraw(&mut bob, id).await.expect(204);
    }
    assert!(listed(&mut bob, REQUESTS).await.is_empty());
    let withdrawn = history(&app).await.iter().filter(|it| *it == "join_request.withdrawn").count();
    assert_eq!(withdrawn, 1);
}

#[tokio::test]
async fn a_decided_request_is_not_taken_back() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, page) = link(&mut ada, &acme, json!({ "needs_approval": true })).await;
    let there = of(&page);
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    let queue = format!("/api/v1/tenants/{acme}/join-requests");
    let id = async |person: &mut Browser| {
        ask(person, &there).await.expect(201).json()["id"].as_str().unwrap().to_owned()
    };
    let (of_bob, of_eve) = (id(&mut bob).await, id(&mut eve).await);
    call(&mut ada, Method::DELETE, &format!("{queue}/{of_bob}"), nothing()).await.expect(204);
    withdraw(&mut bob, &of_bob).await.expect(204);
    let approval = format!("{queue}/{of_eve}/approval");
    call(&mut ada, Method::POST, &approval, nothing()).await.expect(200);
    refused(withdraw(&mut eve, &of_eve).await, "let in already");
    let outcomes = "SELECT outcome FROM join_requests ORDER BY id";
    let outcomes: Vec<String> =
        app.database.rows(outcomes, &[]).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(outcomes, ["declined", "approved"]);
    assert_eq!(role(&app, &eve.email).await.as_deref(), Some("member"));
}

#[tokio::test]
async fn a_program_takes_the_offer_of_a_proven_domain() {
    let mut it = Claim::of("acme.example", "ask").await;
    let mut bob = person_at(&it.app, "Bob", "acme.example").await;
    let mut eve = person_at(&it.app, "Eve", "evil.example").await;
    assert!(listed(&mut bob, OFFERS).await.is_empty(), "nothing before the proof");
    it.publish();
    super::domains::verify(&mut it.ada, &it.path).await.expect(200);
    let offers = listed(&mut bob, OFFERS).await;
    let organization = json!({ "name": "Acme", "slug": it.acme, "hue": null, "logo": null });
    let id = it.path.rsplit('/').next().unwrap();
    assert_eq!(offers, [json!({ "id": id, "organization": organization, "offer": "ask" })]);
    let there = format!("{OFFERS}/{id}");
    refused(join(&mut bob, &there).await, "no longer stands");
    assert!(listed(&mut eve, OFFERS).await.is_empty());
    for unknown in [there.as_str(), "/api/v1/me/organization-offers/none"] {
        join(&mut eve, unknown).await.expect(404);
        ask(&mut eve, unknown).await.expect(404);
    }
    let asked = ask(&mut bob, &there).await.expect(201).json();
    assert_eq!(listed(&mut bob, REQUESTS).await, std::slice::from_ref(&asked));
    assert!(listed(&mut bob, OFFERS).await.is_empty());
    withdraw(&mut bob, asked["id"].as_str().unwrap()).await.expect(204);

    call(&mut it.ada, Method::PATCH, &it.path, json!({ "offer": "join" })).await.expect(200);
    it.app.database.run("UPDATE users SET email_verified = false WHERE name = 'Bob'").await;
    assert!(listed(&mut bob, OFFERS).await.is_empty());
    join(&mut bob, &there).await.expect(404);
    it.app.database.run("UPDATE users SET email_verified = true WHERE name = 'Bob'").await;
    let joined = join(&mut bob, &there).await.expect(200).json();
    assert_eq!(joined["organization"]["slug"], json!(it.acme));
    assert_eq!(role(&it.app, &bob.email).await.as_deref(), Some("member"));
    join(&mut it.app.visitor(), &there).await.expect(401);
}

#[tokio::test]
async fn attempts_count_before_anything_is_looked_up() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "10")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (path, page) = link(&mut ada, &acme, nothing()).await;
    let (there, mut bob) = (of(&page), app.person("Bob").await);
    let off = json!({ "enabled": false });
    call(&mut ada, Method::PATCH, &path, off).await.expect(200);
    // Refused ones count, however far they came, and looks as well.
    for _ in 0..10 {
        join(&mut bob, "/api/v1/join-links/0123456789").await.expect(404);
        refused(ask(&mut bob, &there).await, "no longer works");
        bob.get_json(&there).await.expect(200);
    }
    call(&mut ada, Method::PATCH, &path, json!({ "enabled": true })).await.expect(200);
    let offer = format!("{OFFERS}/{}", path.rsplit('/').next().unwrap());
    for limited in [
        join(&mut bob, &there).await,
        ask(&mut bob, &there).await,
        bob.get_json(&there).await,
        join(&mut bob, &offer).await,
        ask(&mut bob, &offer).await,
    ] {
        assert!(limited.expect(429).header("retry-after").is_some());
    }
    assert_eq!((role(&app, &bob.email).await, uses(&app).await), (None, 0));
    app.clock.advance(TimeDelta::minutes(1));
    join(&mut bob, &there).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_is_sent_many_times_at_once_joins_once() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (_, page) = link(&mut ada, &acme, json!({ "max_uses": 10 })).await;
    let (there, bob) = (of(&page), app.person("Bob").await);
    let sent = (0..12).map(|_| {
        let (mut window, there) = (bob.another_window(), &there);
        async move { join(&mut window, there).await.status.as_u16() }
    });
    assert_eq!(join_all(sent).await, [200; 12]);
    assert_eq!((app.database.count("memberships").await, uses(&app).await), (2, 1));
}
