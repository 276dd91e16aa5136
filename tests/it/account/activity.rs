//! Account events are recorded and mailed to the owner, and contain no secrets.

use tenantry::{
    audit::security::record_refusal,
    types::{ClientInfo, Issuer},
};

use super::{another_device, sign_in, subjects};
use crate::harness::{Browser, PASSWORD, TestApp};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn sign_in_with(app: &TestApp, email: &str, user_agent: &str) -> Browser {
    let mut browser = app.visitor();
    let request = browser
        .request(reqwest::Method::POST, "/auth/login")
        .header("origin", crate::harness::ORIGIN)
        .header("user-agent", user_agent)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(serde_urlencoded::to_string([("email", email), ("password", PASSWORD)]).unwrap());
    browser.send(request).await.expect(303);
    browser
}

#[tokio::test]
async fn a_device_that_was_never_seen_is_told_once() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let new = "New sign-in to your account";
    let told = async || subjects(&app, &ada.email).await.iter().filter(|it| *it == new).count();
    assert_eq!(told().await, 0, "nobody is told of their first device");
    another_device(&app, &ada.email).await;
    assert_eq!(told().await, 0, "a device like the first");
    for _ in 0..2 {
        sign_in_with(&app, &ada.email, FIREFOX).await;
        assert_eq!(told().await, 1);
    }
}

#[tokio::test]
async fn one_reads_ones_own_history_page_by_page() {
    let app = TestApp::spawn().await;
    let (mut ada, mut eve) = (app.person("Ada").await, app.person("Eve").await);
    let email = ada.email.clone();
    for _ in 0..26 {
        ada.post("/auth/logout", &[]).await.expect(303);
        sign_in(&mut ada, &email, PASSWORD).await;
    }
    let first = ada.get("/account/activity").await.expect(200);
    let rows = |text: &str| text.matches("<span class=\"who-name breakable\">").count();
    assert_eq!(rows(&first.text), 25);
    let older = first.text.split("/account/activity?before=").nth(1).unwrap();
    let older = format!("/account/activity?before={}", older.split('"').next().unwrap());
    let second = ada.get(&older).await.expect(200);
    assert_eq!(rows(&second.text), 25);
    let third = second.text.split("/account/activity?before=").nth(1).unwrap();
    let third = format!("/account/activity?before={}", third.split('"').next().unwrap());
    let third = ada.get(&third).await.expect(200);
    assert_eq!(rows(&third.text), 3, "27 sign-ins and 26 sign-outs");
    let theirs = eve.get(&older).await.expect(200);
    assert!(rows(&theirs.text) <= 1, "nobody reads another's history");
    eve.get("/account/activity?before=nonsense").await.expect(200);
}

#[tokio::test]
async fn a_refused_sign_in_is_on_record_once_a_minute_for_either_way_in() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let form = [("email", ada.email.as_str()), ("password", "wrong horse")];
    app.visitor().post("/auth/login", &form).await.expect(422);
    refusals(&app, 1).await;
    app.clock.advance(chrono::TimeDelta::seconds(61));
    let body = serde_json::json!({ "email": ada.email, "password": "wrong horse" });
    app.visitor().post_json("/api/auth/sign-in/email", body).await.expect(401);
    refusals(&app, 2).await;
    // Another client address adds a row; the same one within the minute doesn't.
    let (db, issuer) = (app.database.db(), Issuer::embedded());
    for (ip, expected) in [("192.0.2.1", 3), ("192.0.2.1", 3), ("192.0.2.2", 4)] {
        let origin = ClientInfo {
            ip: Some(ip.parse().unwrap()),
            user_agent: String::from(""),
            ..ClientInfo::default()
        };
        record_refusal(&db, &issuer, &ada.email, &origin, app.clock.now()).await.unwrap();
        refusals(&app, expected).await;
    }
    let page = ada.get("/account/activity").await.expect(200);
    assert_eq!(page.text.matches("Sign-in refused").count(), 4);
}

async fn refusals(app: &TestApp, expected: i64) {
    let found = app.database.count("security_events WHERE event = 'sign_in_refused'").await;
    assert_eq!(found, expected);
}

#[tokio::test]
async fn ended_sessions_are_on_record_and_end_at_the_provider_too() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut phone = another_device(&app, &ada.email).await;
    let page = ada.get("/account/security").await.expect(200);
    let id = page.text.split("/account/sessions/").map(|rest| rest.split('/').next().unwrap());
    let id = id.into_iter().find(|id| id.len() == 36).unwrap().to_owned();
    ada.post(&format!("/account/sessions/{id}/delete"), &[]).await.expect(303);
    let theirs = phone.get_json("/api/auth/get-session").await.expect(200);
    assert_eq!(theirs.text, "null");
    another_device(&app, &ada.email).await;
    ada.post("/account/sessions/delete", &[]).await.expect(303);
    assert_eq!(app.database.count("neon_auth.session").await, 1);
    let page = ada.get("/account/activity").await.expect(200).text;
    assert!(
        page.contains("Signed out another device") && page.contains("Signed out everywhere else")
    );
}

#[tokio::test]
async fn rows_are_added_and_neither_changed_nor_deleted_by_the_server() {
    let app = TestApp::spawn().await;
    app.person("Ada").await;
    let privileges = "SELECT string_agg(privilege_type, ' ' ORDER BY privilege_type)
        FROM information_schema.role_table_grants
        WHERE table_name = 'security_events' AND grantee = 'tenantry_app'";
    let granted: String = app.database.rows(privileges, &[]).await[0].get(0);
    assert_eq!(granted, "INSERT SELECT");
    let written: String = app
        .database
        .rows("SELECT string_agg(security_events::text, ' ') FROM security_events", &[])
        .await[0]
        .get(0);
    assert!(written.contains("signed_in") && !written.contains(PASSWORD));
}
