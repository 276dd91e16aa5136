//! Refusals of members are on record, now and then.

use reqwest::Method;
use serde_json::json;

use super::{call, events, set_role, user_id};
use crate::harness::TestApp;

#[tokio::test]
async fn what_takes_a_higher_role_is_on_record_once_in_ten_minutes() {
    let app = TestApp::with(&[("DB_POOL_SIZE", "1"), ("DB_POOL_OVERFLOW", "0")]).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let before = events(&mut ada, &acme).await.len();
    for _ in 0..3 {
        set_role(&app, &mut bob, &acme, &ada.email, "member").await.expect(403);
    }
    let all = events(&mut ada, &acme).await;
    assert_eq!(all.len(), before + 1);
    for (field, value) in [
        ("action", json!("refused.permission")),
        ("actor_name", json!("Bob")),
        ("subject", json!("PATCH /members/{id}")),
        ("before", json!("member")),
        ("ip_address", json!("127.0.0.1")),
        ("user_agent", json!("Firefox/1 Linux")),
    ] {
        assert_eq!(all[0][field], value, "{field}");
    }
    bob.get(&format!("/o/{acme}/settings/activity")).await.expect(403);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    set_role(&app, &mut bob, &acme, &ada.email, "member").await.expect(403);
    assert_eq!(events(&mut ada, &acme).await.len(), before + 3);
}

#[tokio::test]
async fn the_last_owner_and_a_missing_step_up_are_on_record_and_nothing_else_changed() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let own = ada.email.clone();
    set_role(&app, &mut ada, &acme, &own, "member").await.expect(409);
    app.clock.advance(chrono::TimeDelta::minutes(11));
    set_role(&app, &mut ada, &acme, &bob.email, "owner").await.expect(403);

    let all = events(&mut ada, &acme).await;
    let actions: Vec<_> = all.iter().map(|event| event["action"].as_str().unwrap()).collect();
    assert_eq!(actions[..2], ["refused.recent_sign_in", "refused.last_owner"]);
    assert!(!actions.contains(&"member.role_changed"), "{actions:?}");
}

#[tokio::test]
async fn outsiders_leave_no_record_and_a_member_few() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, (mut mallory, _)) =
        (app.person("Bob").await, app.owner("Mallory", "Rival").await);
    app.join(&mut ada, &acme, &mut bob, "member").await;
    let before = app.database.count("audit_events").await;
    let path = format!("/api/v1/tenants/{acme}/members/{}", user_id(&app, &ada.email).await);
    call(&mut mallory, Method::PATCH, &path, json!({ "role": "member" })).await.expect(404);
    assert_eq!(app.database.count("audit_events").await, before);
    // Each of these is another route, but an hour has its limit.
    for number in 0..30 {
        let path = format!("/o/{acme}/settings/activity/{number}");
        bob.get(&path).await.expect(403);
        app.clock.advance(chrono::TimeDelta::minutes(1));
    }
    let recorded = app.database.count("audit_events").await - before;
    assert!((2..=4).contains(&recorded), "{recorded}");
}
