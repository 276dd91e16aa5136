//! One rule for names, whichever way they come in.

use serde_json::json;

use crate::harness::{PASSWORD, TestApp, unique};

/// Names that are refused everywhere.
const REFUSED: [&str; 9] = [
    "Tenantry Security\n\nYour access ends today",
    "Ada\r\nBcc: x@example.com",
    "Ada \u{202e}ecalevoL",
    "Ada\u{200b}",
    "\u{2066}Ada\u{2069}",
    "Ada\u{2028}Lovelace",
    "https://evil.example/confirm",
    "www.evil.example",
    "\u{3164}",
];

#[tokio::test]
async fn a_person_is_called_alike_at_every_door() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let long = "x".repeat(101);
    let towering = format!("a{}", "\u{301}".repeat(9_999));
    for name in ["", "  "] {
        ada.post_json("/api/auth/update-user", json!({ "name": name })).await.expect(400);
        ada.post("/account", &[("name", name)]).await.expect(422);
    }
    for name in REFUSED.into_iter().chain([long.as_str(), &towering]) {
        let email = format!("{}@example.com", unique("eve"));
        let wire = json!({ "name": name, "email": email, "password": PASSWORD });
        let form = [("name", name), ("email", &email), ("password", PASSWORD)];
        let mut eve = app.visitor();
        let refused = eve.post_json("/api/auth/sign-up/email", wire.clone()).await.expect(400);
        assert_eq!(refused.json()["code"], "VALIDATION_ERROR", "{name:?}");
        eve.post_json("/api/v1/auth/signup", wire).await.expect(422);
        eve.post("/auth/sign-up", &form).await.expect(422);
        ada.post_json("/api/auth/update-user", json!({ "name": name })).await.expect(400);
        ada.post("/account", &[("name", name)]).await.expect(422);
        let mailed = json!({ "email": email, "name": name, "otp": "123456" });
        eve.post_json("/api/auth/sign-in/email-otp", mailed.clone()).await.expect(400);
        eve.post_json("/api/auth/sign-in/magic-link", mailed).await.expect(400);
        assert_eq!(app.mails(&email).await, json!([]));
    }
    assert_eq!(ada.get_json("/api/v1/auth/me").await.json()["user"]["name"], "Ada");
    for name in ["Booking.com", "علی\u{200c}رضا", "J.R.R. Tolkien"] {
        ada.post("/account", &[("name", name)]).await.expect(303);
        ada.post_json("/api/auth/update-user", json!({ "name": name })).await.expect(200);
    }
}

#[tokio::test]
async fn a_person_may_sign_up_without_a_name() {
    let app = TestApp::spawn().await;
    let email = || format!("{}@example.com", unique("eve"));
    for name in ["", " "] {
        let wire = |email: &str| json!({ "name": name, "email": email, "password": PASSWORD });
        let mut eve = app.visitor();
        eve.post_json("/api/auth/sign-up/email", wire(&email())).await.expect(200);
        eve.post_json("/api/v1/auth/signup", wire(&email())).await.expect(200);
        let address = email();
        let form = [("name", name), ("email", &address), ("password", PASSWORD)];
        eve.post("/auth/sign-up", &form).await.expect(303);
        assert_eq!(app.mails(&address).await.as_array().map(Vec::len), Some(1));
    }
}

#[tokio::test]
async fn an_organization_is_called_alike_at_both_doors() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let long = "x".repeat(65);
    for name in REFUSED.into_iter().chain(["", " ", &long]) {
        let form = [("name", name), ("slug", "acme")];
        ada.post("/auth/register-organization", &form).await.expect(422);
        let api = ada.post_json("/api/v1/tenants", json!({ "name": name, "slug": "acme" }));
        let refused = api.await.expect(422).json();
        assert_eq!(refused["errors"][0]["field"], "name", "{name:?} {refused}");
    }
    assert_eq!(app.database.count("tenants").await, 0);
}

#[tokio::test]
async fn a_title_is_one_line_that_may_hold_a_link() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let (page, api) = (format!("/o/{slug}/todos"), format!("/api/v1/tenants/{slug}/todos"));
    for title in ["a\nb", "a\u{202e}b", "\u{200b}", "a\u{feff}"] {
        ada.post(&page, &[("title", title)]).await.expect(422);
        ada.post_json(&api, json!({ "title": title })).await.expect(422);
    }
    let dense = "e\u{301}x".repeat(250);
    for title in ["Read https://example.com", &"é".repeat(500), &"न\u{94d}".repeat(300), &dense]
    {
        ada.post_json(&api, json!({ "title": title })).await.expect(201);
    }
}

#[tokio::test]
async fn an_address_is_made_of_a_name_as_people_write_it() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    for (name, slug) in [("Straße", "strasse"), ("Ørsted", "orsted"), ("Łódź", "lodz")] {
        let made = ada.post_json("/api/v1/tenants", json!({ "name": name })).await.expect(201);
        assert_eq!(made.json()["slug"], slug);
    }
}

#[tokio::test]
async fn the_database_holds_names_that_are_lines() {
    let app = TestApp::spawn().await;
    app.owner("Ada", "Acme").await;
    for (table, change) in [
        ("users", r"name = E'a\nb'"),
        ("users", r"name = E'a\u202eb'"),
        ("users", "name = repeat('x', 1025)"),
        ("users", "image_url = 'javascript:alert(1)'"),
        ("users", "image_url = 'https://a.example/' || repeat('x', 2000)"),
        ("tenants", r"name = E'a\u200bb'"),
    ] {
        let refused = format!(
            "DO $do$ BEGIN UPDATE {table} SET {change}; RAISE EXCEPTION 'was kept'; \
             EXCEPTION WHEN check_violation THEN NULL; END $do$"
        );
        app.database.run(&refused).await;
    }
}
