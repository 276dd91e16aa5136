//! The amount of mail of any kind that a person can make this installation send.

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;

use super::{PROXIED, from};
use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, TestApp, unique};

const DEFAULTS: [(&str, &str); 6] = [
    ("RATE_LIMIT_MAIL_PER_HOUR", "10"),
    ("RATE_LIMIT_MAIL_PER_DAY", "40"),
    ("RATE_LIMIT_MAIL_PAUSE_SECS", "30"),
    ("RATE_LIMIT_INVITATIONS_PER_HOUR", "30"),
    ("RATE_LIMIT_INVITATIONS_PER_DAY", "100"),
    ("RATE_LIMIT_ORGANIZATIONS_PER_DAY", "5"),
];

async fn invite(browser: &mut Browser, slug: &str, email: &str) -> Reply {
    let form = [("email", email), ("role", "member")];
    browser.post(&format!("/o/{slug}/invitations"), &form).await
}

/// Cancels all pending invitations.
async fn cancel_all(browser: &mut Browser, slug: &str) {
    let path = format!("/api/v1/tenants/{slug}/invitations");
    let waiting = browser.get_json(&path).await.expect(200).json();
    for invitation in waiting["items"].as_array().unwrap() {
        let id = invitation["id"].as_str().unwrap();
        browser.post(&format!("/o/{slug}/invitations/{id}/delete"), &[]).await.expect(303);
    }
}

async fn count(app: &TestApp, recipient: &str) -> i64 {
    let sql = "SELECT count(*) FROM outbox WHERE recipient = $1";
    app.database.rows(sql, &[&recipient]).await[0].get(0)
}

#[tokio::test]
async fn taking_an_invitation_back_buys_no_second_mail() {
    let app = TestApp::with(&DEFAULTS).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let victim = "victim@example.com";
    invite(&mut ada, &slug, victim).await.expect(303);
    cancel_all(&mut ada, &slug).await;
    let page = invite(&mut ada, &slug, victim).await.expect(429);
    assert_eq!(page.header("retry-after"), Some("30"));
    for part in
        [">\nvictim@example.com</textarea>", "data-retry-after=\"30\"", "Too many invitations"]
    {
        assert!(page.text.contains(part), "no {part} in {}", page.text);
    }
    let path = format!("/api/v1/tenants/{slug}/invitations");
    let body = json!({ "email": victim, "role": "member" });
    let reply = ada.post_json(&path, body).await.expect(429);
    assert_eq!(reply.json()["code"], "too_many_requests");
    assert_eq!(ada.get_json(&path).await.json()["items"], json!([]), "nothing was stored");
    let actions = "SELECT count(*) FROM audit_events WHERE action = 'invitation.created'";
    let created: i64 = app.database.rows(actions, &[]).await[0].get(0);
    assert_eq!((count(&app, victim).await, created), (1, 1));

    app.clock.advance(TimeDelta::seconds(30));
    invite(&mut ada, &slug, victim).await.expect(303);
}

#[tokio::test]
async fn a_mailbox_gets_ten_invitations_an_hour_whoever_sends_them() {
    let app = TestApp::with(&DEFAULTS).await;
    let victim = "victim@example.com";
    let mut sent = 0;
    for _ in 0..3 {
        let (mut owner, slug) = app.owner("Ada", "Acme").await;
        for _ in 0..5 {
            sent += usize::from(invite(&mut owner, &slug, victim).await.status == 303);
            cancel_all(&mut owner, &slug).await;
            app.clock.advance(TimeDelta::seconds(30));
        }
    }
    // One comes back every six minutes.
    assert_eq!(sent, 11);
    assert_eq!(count(&app, victim).await, 11);
}

#[tokio::test]
async fn one_person_invites_thirty_strangers_an_hour_from_all_organizations_together() {
    let app = TestApp::with(&DEFAULTS).await;
    let (mut ada, first) = app.owner("Ada", "Acme").await;
    let second = app.register(&mut ada, "Other").await;
    let mut sent = 0;
    for number in 0..60 {
        let slug = if number % 2 == 0 { &first } else { &second };
        let reply = invite(&mut ada, slug, &format!("stranger{number}@example.com")).await;
        sent += usize::from(reply.status == 303);
    }
    assert_eq!(sent, 30);
}

#[tokio::test]
async fn one_organization_invites_a_hundred_a_day_whoever_does_it() {
    let day = ("RATE_LIMIT_INVITATIONS_PER_DAY", "4");
    let app = TestApp::with(&[day]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut eve = app.person("Eve").await;
    app.join(&mut ada, &slug, &mut eve, "admin").await;
    for number in 0..3 {
        let browser = if number % 2 == 0 { &mut ada } else { &mut eve };
        invite(browser, &slug, &format!("{number}@example.com")).await.expect(303);
    }
    for browser in [&mut ada, &mut eve] {
        let refused = invite(browser, &slug, "one-more@example.com").await.expect(429);
        assert_eq!(refused.header("retry-after"), Some("21600"));
    }
    app.clock.advance(TimeDelta::hours(6));
    invite(&mut eve, &slug, "one-more@example.com").await.expect(303);
}

#[tokio::test]
async fn five_organizations_a_day_are_registered_by_one_person_whatever_the_way() {
    let app = TestApp::with(&DEFAULTS).await;
    let mut ada = app.person("Ada").await;
    let path = "/api/v1/tenants";
    let slug = || unique("acme").replace('_', "-");
    for number in 0..5 {
        if number % 2 == 0 {
            app.register(&mut ada, "Acme").await;
        } else {
            let body = json!({ "name": "Acme", "slug": slug() });
            ada.post_json(path, body).await.expect(201);
        }
    }
    let form = [("name", "Acme"), ("slug", &slug())];
    let page = ada.post("/auth/register-organization", &form).await.expect(429);
    assert_eq!(page.header("retry-after"), Some("17280"));
    assert!(page.text.contains("many organizations") && page.text.contains("value=\"Acme\""));
    ada.post_json(path, json!({ "name": "Acme", "slug": slug() })).await.expect(429);
    assert_eq!(app.database.count("tenants").await, 5);
    // Another user's daily limit is untouched, and a refused form uses nothing up.
    let mut eve = app.person("Eve").await;
    for _ in 0..6 {
        let form = [("name", "Acme"), ("slug", "not a slug")];
        eve.post("/auth/register-organization", &form).await.expect(422);
    }
    app.register(&mut eve, "Acme").await;
}

#[tokio::test]
async fn invitations_are_not_answered_without_limit() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "10"), PROXIED]).await;
    let mut ada = app.person("Ada").await;
    let mut answer = async |number: usize| {
        let path = format!("/invitations/{number}/acceptance");
        let request = ada.request(Method::POST, &path).header("origin", ORIGIN);
        let request = request.header("x-forwarded-for", "203.0.113.7");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        ada.send(request).await.status.as_u16()
    };
    for number in 0..30 {
        assert_eq!(answer(number).await, 404);
    }
    assert_eq!(answer(31).await, 429);
}

#[tokio::test]
async fn a_day_bears_forty_codes_to_one_mailbox() {
    let app = TestApp::with(&DEFAULTS).await;
    let mut sent = 0;
    for _ in 0..60 {
        let body = json!({ "email": "nobody@example.com", "type": "sign-in" });
        let path = "/api/auth/email-otp/send-verification-otp";
        sent += i64::from(app.visitor().post_json(path, body).await.status == 200);
        app.clock.advance(TimeDelta::minutes(7));
    }
    // Seven hours: forty, and one more per thirty-six minutes.
    assert_eq!(sent, 40 + 11);
    assert_eq!(count(&app, "nobody@example.com").await, sent);
}

#[tokio::test]
async fn one_client_has_sixty_mailboxes_an_hour_written_to() {
    let app = TestApp::with(&[DEFAULTS[0], PROXIED]).await;
    let path = "/api/auth/email-otp/send-verification-otp";
    let mut sent = 0;
    for number in 0..70 {
        let body = json!({ "email": format!("{number}@example.com"), "type": "sign-in" });
        sent += i64::from(from(&app, "203.0.113.7", path, body).await.status == 200);
    }
    assert_eq!((sent, app.database.count("outbox").await), (60, 60));
    let body = json!({ "email": "71@example.com", "type": "sign-in" });
    from(&app, "192.0.2.1", path, body).await.expect(200);
}

/// An account whose mailbox was never proven, and a stranger who knows its password.
#[tokio::test]
async fn a_sign_in_that_reminds_of_the_proof_is_no_way_round() {
    let app = TestApp::with(&DEFAULTS).await;
    let email = "victim@example.com";
    let form = [("name", "Eve"), ("email", email), ("password", PASSWORD)];
    app.visitor().post("/auth/sign-up", &form).await.expect(303);
    for _ in 0..20 {
        app.clock.advance(TimeDelta::seconds(60));
        let body = json!({ "email": email, "password": PASSWORD });
        app.visitor().post_json("/api/auth/sign-in/email", body).await.expect(403);
    }
    // Ten, and those that come back within twenty minutes, next to the first one.
    let mails = count(&app, email).await;
    assert!((2..=14).contains(&mails), "{mails}");
}

#[tokio::test]
async fn no_flood_keeps_an_owner_from_being_told() {
    let app = TestApp::with(&DEFAULTS).await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    // Everything that strangers can have mailed to this mailbox is used up.
    for number in 0..12 {
        app.clock.advance(TimeDelta::seconds(31));
        let (mut owner, slug) = app.owner(&format!("Eve{number}"), "Spam").await;
        invite(&mut owner, &slug, &email).await;
        let body = json!({ "email": email, "type": "sign-in" });
        app.visitor().post_json("/api/auth/email-otp/send-verification-otp", body).await;
    }
    let form = [("current_password", PASSWORD), ("password", "another horse entirely")];
    ada.post("/account/password", &form).await.expect(303);
    let mails = app.mails(&email).await;
    assert_eq!(mails[0]["subject"], "Your password was changed");
}

#[tokio::test]
async fn one_sign_in_with_an_unproven_mailbox_asks_for_one_code() {
    let app = TestApp::with(&[("RATE_LIMIT_MAIL_PAUSE_SECS", "0")]).await;
    let email = format!("{}@example.com", unique("ada"));
    let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
    let mut ada = app.visitor();
    ada.post_json("/api/v1/auth/signup", body).await;
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    let body = json!({ "email": email, "password": PASSWORD });
    for door in ["/auth/login", "/api/v1/auth/signin", "/api/auth/sign-in/email"] {
        app.clock.advance(TimeDelta::hours(1));
        let before = count(&app, &email).await;
        let reply = match door {
            "/auth/login" => ada.post(door, &form).await,
            _ => ada.post_json(door, body.clone()).await,
        };
        assert_eq!(count(&app, &email).await - before, 1, "{door}: {}", reply.text);
    }
}

#[tokio::test]
async fn a_sign_in_right_after_the_code_was_used_up_brings_a_new_one() {
    let app = TestApp::with(&[("RATE_LIMIT_MAIL_PAUSE_SECS", "0")]).await;
    let email = format!("{}@example.com", unique("ada"));
    let body = json!({ "name": "Ada", "email": email, "password": PASSWORD });
    let mut ada = app.visitor();
    ada.post_json("/api/v1/auth/signup", body).await;
    let form = [("email", email.as_str()), ("password", PASSWORD)];
    ada.post("/auth/login", &form).await.expect(303);
    assert_eq!(count(&app, &email).await, 1, "the code on its way will do");
    for _ in 0..6 {
        let code = [("email", email.as_str()), ("otp", "000000")];
        ada.post("/auth/verify-email", &code).await.expect(422);
    }
    ada.post("/auth/login", &form).await.expect(303);
    assert_eq!(count(&app, &email).await, 2);
}
