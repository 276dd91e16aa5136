//! Handing an organization over to another member.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::harness::{Browser, ORIGIN, Reply, TestApp};

async fn call(browser: &mut Browser, method: Method, path: &str, body: Value) -> Reply {
    let request = browser.request(method, path).header("origin", ORIGIN).json(&body);
    browser.send(request).await
}

async fn user_id(app: &TestApp, email: &str) -> String {
    let sql = "SELECT id::text FROM users WHERE email = $1";
    app.database.rows(sql, &[&email]).await[0].get(0)
}

async fn role(app: &TestApp, email: &str) -> Option<String> {
    let sql = "SELECT role FROM memberships JOIN users ON id = user_id WHERE email = $1";
    app.database.rows(sql, &[&email]).await.first().map(|row| row.get(0))
}

/// Ada owns an organization that Bob belongs to as an admin, and Eve as a member.
async fn three() -> (TestApp, Browser, Browser, Browser, String) {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, mut eve) = (app.person("Bob").await, app.person("Eve").await);
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    app.join(&mut ada, &acme, &mut eve, "member").await;
    (app, ada, bob, eve, acme)
}

/// Offers by the page.
async fn offer(owner: &mut Browser, slug: &str, email: &str) -> Reply {
    owner.post(&format!("/o/{slug}/settings/transfer"), &[("email", email)]).await
}

/// Returns the path of the newest offer, from the mail to `email`.
async fn offered(app: &TestApp, email: &str) -> String {
    let mails = app.mails(email).await;
    let text = mails[0]["text"].as_str().unwrap();
    let at = text.find("/o/").unwrap_or_else(|| panic!("no link in {text}"));
    text[at..].split_whitespace().next().unwrap().to_owned()
}

#[tokio::test]
async fn the_receiver_becomes_an_owner_and_the_giver_an_admin() {
    let (app, mut ada, mut bob, mut eve, acme) = three().await;
    let settings = format!("/o/{acme}/settings/transfer");
    let page = ada.get(&settings).await.expect(200);
    assert!(page.text.contains(&bob.email) && page.text.contains(&eve.email));
    let done = offer(&mut ada, &acme, &bob.email).await.expect(303);
    assert_eq!(done.location(), settings);
    assert!(ada.get(&settings).await.expect(200).text.contains("Waiting for an answer"));

    let mails = app.mails(&bob.email).await;
    assert_eq!(mails[0]["subject"], "An organization is offered to you");
    let path = offered(&app, &bob.email).await;
    assert!(bob.get(&format!("/o/{acme}/dashboard")).await.text.contains(&path));
    assert!(!eve.get(&format!("/o/{acme}/dashboard")).await.text.contains(&path));
    eve.get(&path).await.expect(404);
    eve.post(&format!("{path}/acceptance"), &[]).await.expect(404);
    eve.post(&format!("{path}/delete"), &[]).await.expect(404);
    assert!(bob.get(&path).await.expect(200).text.contains("Become an owner"));
    let done = bob.post(&format!("{path}/acceptance"), &[]).await.expect(303);
    assert_eq!(done.location(), format!("/o/{acme}/dashboard"));

    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("owner"));
    assert_eq!(role(&app, &ada.email).await.as_deref(), Some("admin"));
    assert_eq!(app.mails(&ada.email).await[0]["subject"], "Your organization was taken over");
    ada.get(&settings).await.expect(403);
    let again = bob.post(&format!("{path}/acceptance"), &[]).await.expect(409);
    assert!(again.text.contains("This offer has ended"));
    let recorded = "audit_events WHERE action = 'member.ownership_taken_over'";
    assert_eq!(app.database.count(recorded).await, 1);
    let roles = "audit_events WHERE action = 'member.role_changed'";
    assert_eq!(app.database.count(roles).await, 2);
}

#[tokio::test]
async fn offers_are_made_by_owners_to_members_one_at_a_time() {
    let (app, mut ada, mut bob, eve, acme) = three().await;
    let stranger = app.person("Stranger").await;
    offer(&mut bob, &acme, &eve.email).await.expect(403);
    for wrong in ["", "nobody", stranger.email.as_str(), &ada.email.clone()] {
        let refused = offer(&mut ada, &acme, wrong).await.expect(422);
        assert!(refused.text.contains(&format!("value=\"{wrong}\"")), "{}", refused.text);
    }
    offer(&mut ada, &acme, &eve.email).await.expect(303);
    let second = offer(&mut ada, &acme, &bob.email).await.expect(409);
    assert!(second.text.contains("Another offer is waiting"), "{}", second.text);

    let api = format!("/api/v1/tenants/{acme}/ownership-transfers");
    let refused = call(&mut ada, Method::POST, &api, json!({ "user_id": "x" })).await.expect(422);
    assert_eq!(refused.json()["errors"][0]["field"], "user_id");
    let to = json!({ "user_id": user_id(&app, &stranger.email).await });
    call(&mut ada, Method::POST, &api, to).await.expect(422);
    let to = json!({ "user_id": user_id(&app, &bob.email).await });
    call(&mut ada, Method::POST, &api, to.clone()).await.expect(409);
    let open = ada.get_json(&api).await.expect(200).json()["items"][0].clone();
    assert_eq!(open["receiver_id"], user_id(&app, &eve.email).await);
    assert_eq!(bob.get_json(&api).await.expect(200).json()["items"], json!([]));
    let path = format!("{api}/{}", open["id"].as_str().unwrap());
    call(&mut bob, Method::DELETE, &path, json!({})).await.expect(404);
    call(&mut ada, Method::DELETE, &path, json!({})).await.expect(204);
    assert_eq!(app.mails(&eve.email).await[0]["subject"], "An offer was canceled");
    call(&mut ada, Method::POST, &api, to).await.expect(201);
}

#[tokio::test]
async fn an_offer_ends_after_seven_days_and_with_its_people() {
    let (app, mut ada, mut bob, mut eve, acme) = three().await;
    offer(&mut ada, &acme, &eve.email).await.expect(303);
    let path = offered(&app, &eve.email).await;
    eve.post(&format!("{path}/delete"), &[]).await.expect(303);
    assert_eq!(app.mails(&ada.email).await[0]["subject"], "Your offer was declined");
    eve.post(&format!("{path}/acceptance"), &[]).await.expect(409);

    offer(&mut ada, &acme, &bob.email).await.expect(303);
    let path = offered(&app, &bob.email).await;
    // A second owner demotes the one who offers.
    app.database.run("UPDATE memberships SET role = 'owner' WHERE role = 'member'").await;
    let of_ada = format!("/api/v1/tenants/{acme}/members/{}", user_id(&app, &ada.email).await);
    call(&mut eve, Method::PATCH, &of_ada, json!({ "role": "admin" })).await.expect(200);
    bob.post(&format!("{path}/acceptance"), &[]).await.expect(409);
    // It doesn't come back with the role.
    call(&mut eve, Method::PATCH, &of_ada, json!({ "role": "owner" })).await.expect(200);
    bob.post(&format!("{path}/acceptance"), &[]).await.expect(409);
    call(&mut eve, Method::PATCH, &of_ada, json!({ "role": "admin" })).await.expect(200);
    // A void offer makes room.
    offer(&mut eve, &acme, &bob.email).await.expect(303);
    let path = offered(&app, &bob.email).await;
    app.clock.advance(TimeDelta::days(6));
    app.database
        .run("UPDATE sessions SET authenticated_at = now() + interval '6 days -1 minute'")
        .await;
    assert!(bob.get(&path).await.expect(200).text.contains("Become an owner"));
    app.clock.advance(TimeDelta::days(1) + TimeDelta::seconds(1));
    app.database
        .run("UPDATE sessions SET authenticated_at = now() + interval '7 days -1 minute'")
        .await;
    assert!(bob.get(&path).await.expect(200).text.contains("This offer has ended"));
    bob.post(&format!("{path}/acceptance"), &[]).await.expect(409);
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("admin"));
}

#[tokio::test]
async fn offering_and_accepting_take_a_recent_sign_in() {
    let (app, mut ada, mut bob, _, acme) = three().await;
    let api = format!("/api/v1/tenants/{acme}/ownership-transfers");
    let to = json!({ "user_id": user_id(&app, &bob.email).await });
    let offered = call(&mut ada, Method::POST, &api, to.clone()).await.expect(201).json();
    let path = format!("{api}/{}/acceptance", offered["id"].as_str().unwrap());
    app.clock.advance(TimeDelta::minutes(11));
    for refused in [
        call(&mut ada, Method::POST, &api, to).await,
        call(&mut bob, Method::POST, &path, json!({})).await,
    ] {
        assert_eq!(refused.expect(403).json()["code"], "reauthentication_required");
    }
    assert_eq!(role(&app, &bob.email).await.as_deref(), Some("admin"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_accepted_once_and_made_once_at_a_time() {
    let (app, ada, bob, eve, acme) = three().await;
    let api = format!("/api/v1/tenants/{acme}/ownership-transfers");
    let receivers = [user_id(&app, &bob.email).await, user_id(&app, &eve.email).await];
    let mut windows: Vec<_> = (0..8).map(|_| ada.another_window()).collect();
    let made = windows.iter_mut().enumerate().map(|(at, window)| {
        call(window, Method::POST, &api, json!({ "user_id": receivers[at % 2] }))
    });
    let made = join_all(made).await;
    let made: Vec<_> = made.iter().filter(|reply| reply.status == 201).collect();
    assert_eq!(made.len(), 1);
    let offer = made[0].json();
    let to_bob = offer["receiver_id"] == receivers[0];
    let receiver = if to_bob { &bob } else { &eve };
    let path = format!("{api}/{}/acceptance", offer["id"].as_str().unwrap());
    let mut windows: Vec<_> = (0..8).map(|_| receiver.another_window()).collect();
    let all = windows.iter_mut().map(|window| call(window, Method::POST, &path, json!({})));
    let accepted = join_all(all).await.iter().filter(|reply| reply.status == 200).count();
    assert_eq!(accepted, 1);
    assert_eq!(app.database.count("memberships WHERE role = 'owner'").await, 1);
}
