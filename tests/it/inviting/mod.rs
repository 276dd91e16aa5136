//! Inviting many people at once.

mod answers;
mod races;
mod states;

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Browser, Reply, Tap, TestApp, TestDatabase};

async fn invite(browser: &mut Browser, slug: &str, emails: &str) -> Reply {
    let form = [("email", emails), ("role", "member")];
    browser.post(&format!("/o/{slug}/invitations"), &form).await
}

async fn invite_by_api(browser: &mut Browser, slug: &str, body: Value) -> Reply {
    browser.post_json(&format!("/api/v1/tenants/{slug}/invitations"), body).await
}

/// Returns the addresses that were mailed an invitation, sorted.
async fn mailed(app: &TestApp) -> Vec<String> {
    let sql = "SELECT recipient FROM outbox WHERE subject LIKE 'Invitation%' ORDER BY 1";
    app.database.rows(sql, &[]).await.iter().map(|row| row.get(0)).collect()
}

fn addresses(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("guest{number:02}@example.com")).collect()
}

#[tokio::test]
async fn a_pasted_list_is_invited_as_it_is() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let list = "Bob <bob@example.com>; carl@example.com\r\n\"Roe, Dora\" <Dora@Example.com>, bob@example.com";
    let done = invite(&mut ada, &slug, list).await.expect(303);
    assert_eq!(done.location(), format!("/o/{slug}/invitations"));
    assert_eq!(mailed(&app).await, ["bob@example.com", "carl@example.com", "dora@example.com"]);
    let page = ada.get(&format!("/o/{slug}/invitations")).await.expect(200).text;
    assert!(page.contains("3 invitations sent.") && page.contains("dora@example.com"));
    let events = "SELECT FROM audit_events WHERE action = 'invitation.created'";
    assert_eq!(app.database.rows(events, &[]).await.len(), 3);
}

#[tokio::test]
async fn what_can_be_sent_is_sent_and_the_rest_stays_in_the_form() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    invite(&mut ada, &slug, "bob@example.com").await.expect(303);
    let list = format!("{}, bob@example.com, carl, new@example.com", ada.email);
    let page = invite(&mut ada, &slug, &list).await.expect(422).text;
    let left = format!("\n{}\nbob@example.com\ncarl</textarea>", ada.email);
    for part in [
        left.as_str(),
        "3 addresses weren’t invited",
        "Already a member.",
        "Already invited",
        "Enter an email address",
        "Invitation sent.",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
    assert_eq!(mailed(&app).await, ["bob@example.com", "new@example.com"]);
    assert_eq!(app.database.count("invitations").await, 2);
}

#[tokio::test]
async fn programs_get_a_result_for_each_address() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let own = ada.email.clone();
    let emails =
        json!(["bob@example.com", own, "Bob@example.com", "carl", "Dora <dora@example.com>"]);
    let reply = invite_by_api(&mut ada, &slug, json!({ "emails": emails, "role": "admin" })).await;
    let results = reply.expect(200).json()["results"].clone();
    let statuses: Vec<_> =
        results.as_array().unwrap().iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["sent", "already_member", "not_an_address", "sent"]);
    assert_eq!(results[3]["invitation"]["email"], "dora@example.com");
    assert_eq!(results[3]["invitation"]["role"], "admin");
    assert!(results[1]["invitation"].is_null());

    for refused in [
        json!({ "emails": [], "role": "member" }),
        json!({ "emails": addresses(51), "role": "member" }),
        json!({ "emails": ["eve@example.com"], "email": "eve@example.com", "role": "member" }),
        json!({ "emails": ["eve@example.com"], "role": "king" }),
        json!({ "email": "eve@example.com, fay@example.com", "role": "member" }),
        json!({ "role": "member" }),
    ] {
        invite_by_api(&mut ada, &slug, refused).await.expect(422);
    }
    assert_eq!(mailed(&app).await.len(), 2);
}

#[tokio::test]
async fn the_limits_hold_within_one_list() {
    let app = TestApp::with(&[("RATE_LIMIT_INVITATIONS_PER_HOUR", "3")]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let body = json!({ "emails": addresses(5), "role": "member" });
    let results = invite_by_api(&mut ada, &slug, body).await.expect(200).json()["results"].clone();
    let statuses: Vec<_> =
        results.as_array().unwrap().iter().map(|it| it["status"].as_str().unwrap()).collect();
    assert_eq!(statuses, ["sent", "sent", "sent", "over_limit", "over_limit"]);
    assert_eq!(results[4]["retry_after"], 1200);
    assert_eq!(mailed(&app).await, addresses(3));
    assert_eq!(app.database.count("invitations").await, 3);
    // Refused addresses used nothing up: the next one goes out as soon as one comes back.
    app.clock.advance(chrono::TimeDelta::minutes(20));
    let page = invite(&mut ada, &slug, &addresses(5)[3..].join("\n")).await.expect(422).text;
    assert!(page.contains("One address wasn’t invited."), "{page}");
    assert_eq!(mailed(&app).await, addresses(4));
}

#[tokio::test]
async fn a_role_above_ones_own_invites_nobody() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "admin").await;
    let before = app.database.count("invitations").await;
    let form = [("email", "eve@example.com, fay@example.com"), ("role", "owner")];
    let page = bob.post(&format!("/o/{slug}/invitations"), &form).await.expect(422).text;
    assert!(page.contains("only give roles up to your own") && page.contains("fay@example.com"));
    let body = json!({ "emails": ["eve@example.com"], "role": "owner" });
    invite_by_api(&mut bob, &slug, body).await.expect(403);
    assert_eq!(app.database.count("invitations").await, before);

    let member = "UPDATE memberships SET role = 'member' WHERE role = 'admin'";
    app.database.run(member).await;
    invite(&mut bob, &slug, "eve@example.com").await.expect(403);
    bob.get(&format!("/o/{slug}/invitations")).await.expect(403);
}

#[tokio::test]
async fn a_list_sent_by_several_at_once_is_sent_once() {
    let app = TestApp::spawn().await;
    let (ada, slug) = app.owner("Ada", "Acme").await;
    for round in 0..8 {
        let list: Vec<_> = (0..6).map(|n| format!("r{round}n{n}@example.com")).collect();
        let tries = (0..4).map(|number| {
            let mut list = list.clone();
            list.rotate_left(number);
            let (mut window, slug) = (ada.another_window(), slug.clone());
            async move { invite(&mut window, &slug, &list.join(",")).await.status }
        });
        let sent = join_all(tries).await.into_iter().filter(|status| *status == 303).count();
        assert_eq!(sent, 1, "one of them invites all");
    }
    assert_eq!(app.database.count("invitations").await, 48);
    assert_eq!(mailed(&app).await.len(), 48);
}

#[tokio::test]
async fn fifty_cost_as_many_round_trips_as_five() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let app = TestApp::on(database, &[("DATABASE_URL", url.as_str())]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    invite(&mut ada, &slug, "warm@example.com, up@example.com").await.expect(303);
    let mut costs = Vec::new();
    for (name, count) in [("few", 5), ("many", 50), ("less", 4), ("more", 49)] {
        let list: Vec<_> = (0..count).map(|n| format!("{name}{n}@example.com")).collect();
        let list = list.join("\n");
        let (trips, _) =
            tap.count(async { invite(&mut ada, &slug, &list).await.expect(303) }).await;
        costs.push(trips);
    }
    assert!(costs[1].min(costs[3]) <= costs[0].max(costs[2]) + 1, "{costs:?}");
    assert!(costs[1].min(costs[3]) <= 14, "{costs:?}");
}
