//! Codes and their tries belong to the browser that requested them.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use super::{CHECK, PROXIED, from, sign_in};
use crate::harness::{BetterAuth, Browser, ORIGIN, PASSWORD, Reply, TestApp, TestDatabase, unique};

const SEND: &str = "/api/auth/email-otp/send-verification-otp";
const SIGN_IN: &str = "/api/auth/sign-in/email-otp";
const PACE: [(&str, &str); 3] = [
    ("RATE_LIMIT_MAIL_PER_HOUR", "10"),
    ("RATE_LIMIT_MAIL_PER_DAY", "40"),
    ("RATE_LIMIT_MAIL_PAUSE_SECS", "30"),
];

fn wrong(code: &str) -> String {
    format!("{:06}", (code.parse::<u32>().unwrap() + 1) % 1_000_000)
}

fn end(reply: &Reply) -> String {
    let body: Value = serde_json::from_str(&reply.text).unwrap_or_default();
    format!("{} {}", reply.status.as_u16(), body["code"].as_str().unwrap_or_default())
}

/// Requests a new password on the page.
async fn forget(browser: &mut Browser, email: &str) {
    browser.post("/auth/forgot-password", &[("email", email)]).await.expect(200);
}

/// Tries a code for a new password on the page.
async fn reset(browser: &mut Browser, email: &str, code: &str) -> u16 {
    let form = [("email", email), ("otp", code), ("password", "another horse entirely")];
    browser.post("/auth/reset-password", &form).await.status.as_u16()
}

#[tokio::test]
async fn strangers_burn_no_code_that_another_browser_asked_for() {
    let app = TestApp::spawn().await;
    let email = app.person("Ada").await.email;
    let (mut ada, mut eve) = (app.visitor(), app.visitor());
    forget(&mut ada, &email).await;
    let code = app.code(&email).await;
    for _ in 0..5 {
        assert_ne!(reset(&mut eve, &email, &wrong(&code)).await, 303);
    }
    // Requesting one herself doesn't help her either.
    forget(&mut eve, &email).await;
    for _ in 0..5 {
        assert_ne!(reset(&mut eve, &email, &wrong(&code)).await, 303);
    }
    assert_ne!(reset(&mut eve, &email, &code).await, 303, "typed where nobody asked for it");
    assert_eq!(reset(&mut ada, &email, &code).await, 303);
}

#[tokio::test]
async fn a_stranger_who_asks_replaces_no_code_of_another_browser() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    let body = json!({ "email": "ada@example.com", "type": "sign-in" });
    ada.post_json(SEND, body.clone()).await.expect(200);
    let code = app.code("ada@example.com").await;
    for _ in 0..3 {
        app.visitor().post_json(SEND, body.clone()).await.expect(200);
    }
    let right = json!({ "email": "ada@example.com", "otp": code });
    ada.post_json(SIGN_IN, right.clone()).await.expect(200);
    // The sign-in ended the codes that others had requested.
    assert_eq!(app.database.count("neon_auth.verification").await, 0);
    assert_eq!(end(&ada.post_json(SIGN_IN, right).await), "400 INVALID_OTP");
}

#[tokio::test]
async fn a_browser_has_three_wrong_tries_whoever_else_asks() {
    let app = TestApp::spawn().await;
    let (mut ada, email) = (app.visitor(), "ada@example.com");
    // The second time, it sends the cookie from the first answer.
    for _ in 0..2 {
        let body = json!({ "email": email, "type": "sign-in" });
        ada.post_json(SEND, body).await.expect(200);
        let code = app.code(email).await;
        let mut ends = Vec::new();
        for otp in [wrong(&code), wrong(&code), wrong(&code), wrong(&code), code] {
            let tried = ada.post_json(SIGN_IN, json!({ "email": email, "otp": otp })).await;
            ends.push(end(&tried));
        }
        assert_eq!(ends[..3], ["400 INVALID_OTP"; 3]);
        assert_eq!(ends[3..], ["403 TOO_MANY_ATTEMPTS", "400 INVALID_OTP"]);
    }
    assert_eq!(app.database.count("neon_auth.session").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_browsers_right_codes_at_once_one_comes_in() {
    let app = TestApp::spawn().await;
    for number in 0..25 {
        let email = format!("ada{number}@example.com");
        let mut asked = Vec::new();
        for _ in 0..2 {
            let mut browser = app.visitor();
            let body = json!({ "email": email, "type": "sign-in" });
            browser.post_json(SEND, body).await.expect(200);
            asked.push((browser, app.code(&email).await));
        }
        let tried = asked.iter_mut().map(|(browser, code)| {
            browser.post_json(SIGN_IN, json!({ "email": email, "otp": code }))
        });
        let mut ends: Vec<_> = join_all(tried).await.iter().map(end).collect();
        ends.sort();
        assert_eq!(ends, ["200 ", "400 INVALID_OTP"], "{email}");
    }
}

#[tokio::test]
async fn programs_without_cookies_sign_in_by_code() {
    let app = TestApp::spawn().await;
    let email = "ada@example.com";
    app.visitor().post_json(SEND, json!({ "email": email, "type": "sign-in" })).await.expect(200);
    let code = app.code(email).await;
    let check = json!({ "email": email, "type": "sign-in", "otp": code });
    app.visitor().post_json(CHECK, check).await.expect(200);
    let body = json!({ "email": email, "otp": code });
    app.visitor().post_json(SIGN_IN, body).await.expect(200);
}

#[tokio::test]
async fn a_programs_code_bears_three_wrong_tries_with_and_without_its_cookie() {
    let app = TestApp::spawn().await;
    let email = "ada@example.com";
    for last in ["with", "without"] {
        let (mut asker, mut page) = (app.visitor(), app.visitor());
        asker.post_json(SEND, json!({ "email": email, "type": "sign-in" })).await.expect(200);
        assert!(asker.cookies.contains_key("tenantry_browser"));
        let code = app.code(email).await;
        let body = |otp: &str| json!({ "email": email, "otp": otp });
        let bad = body(&wrong(&code));
        // A page that requested nothing tries the program's code.
        page.post("/auth/forgot-password", &[("email", "eve@example.com")]).await.expect(200);
        for browser in [&mut app.visitor(), &mut asker, &mut page] {
            let tried = browser.post_json(SIGN_IN, bad.clone()).await;
            assert_eq!(end(&tried), "400 INVALID_OTP");
        }
        let mut program = app.visitor();
        let order = match last {
            "with" => [&mut asker, &mut program, &mut page],
            _ => [&mut program, &mut asker, &mut page],
        };
        let mut ends = Vec::new();
        for browser in order {
            ends.push(end(&browser.post_json(SIGN_IN, body(&code)).await));
        }
        assert_eq!(ends, ["403 TOO_MANY_ATTEMPTS", "400 INVALID_OTP", "400 INVALID_OTP"]);
    }
    assert_eq!(app.database.count("neon_auth.session").await, 0);
}

#[tokio::test]
async fn a_newer_code_of_a_program_takes_no_try_of_a_browsers() {
    let app = TestApp::spawn().await;
    let (mut ada, email) = (app.visitor(), "ada@example.com");
    let ask = json!({ "email": email, "type": "sign-in" });
    ada.post_json(SEND, ask.clone()).await.expect(200);
    let code = app.code(email).await;
    app.visitor().post_json(SEND, ask).await.expect(200);
    let bad = json!({ "email": email, "otp": wrong(&app.code(email).await) });
    for _ in 0..4 {
        app.visitor().post_json(SIGN_IN, bad.clone()).await;
    }
    let right = json!({ "email": email, "otp": code });
    ada.post_json(SIGN_IN, right).await.expect(200);
}

#[tokio::test]
async fn what_a_program_asked_for_may_be_typed_on_a_page() {
    let app = TestApp::spawn().await;
    let mut page = app.visitor();
    // Another request began in that browser before.
    forget(&mut page, "ada@example.com").await;
    assert!(page.cookies.contains_key("tenantry_browser"));
    let form = json!({ "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    app.visitor().post_json("/api/v1/auth/signup", form).await;
    let code = app.code("ada@example.com").await;
    let form = [("email", "ada@example.com"), ("otp", code.as_str())];
    page.post("/auth/verify-email", &form).await.expect(303);
}

#[tokio::test]
async fn a_script_on_a_page_is_a_browser_and_one_elsewhere_is_not() {
    let app = TestApp::spawn().await;
    let (body, rows) = (json!({ "email": "ada@example.com", "type": "sign-in" }), async || {
        app.database.count("neon_auth.verification").await
    });
    for (site, kept) in [("same-origin", 1), ("cross-site", 2), ("same-site", 2)] {
        let mut visitor = app.visitor();
        let request = visitor.request(Method::POST, SEND).header("origin", ORIGIN);
        let request = request.header("sec-fetch-site", site).json(&body);
        visitor.send(request).await.expect(200);
        assert_eq!(rows().await, kept, "{site}");
        app.database.run("DELETE FROM neon_auth.verification").await;
    }
}

#[tokio::test]
async fn strangers_do_not_use_up_the_mails_of_a_browser_that_has_signed_in() {
    let app = TestApp::with(&PACE).await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    app.clock.advance(TimeDelta::hours(2));
    let mut asked = 0;
    for _ in 0..15 {
        let body = json!({ "email": email, "type": "sign-in" });
        asked += usize::from(app.visitor().post_json(SEND, body).await.status == 200);
        app.clock.advance(TimeDelta::seconds(31));
    }
    assert!(asked < 15);
    let body = json!({ "email": email, "type": "sign-in" });
    app.visitor().post_json(SEND, body.clone()).await.expect(429);

    // The step-up code and a sign-in code each have the browser's own pause.
    app.clock.advance(TimeDelta::minutes(1));
    let form = [("return_to", "/account/delete")];
    ada.post("/auth/confirm/code", &form).await.expect(303);
    let code = app.code(&email).await;
    ada.post_json(SEND, body).await.expect(429);
    let form = [("return_to", "/account/delete"), ("otp", &code)];
    ada.post("/auth/confirm", &form).await.expect(303);
}

/// Tries one wrong code from an address, without cookies.
async fn guess(app: &TestApp, number: usize, email: &str) -> u16 {
    let body = json!({ "email": email, "otp": "000000" });
    let address = format!("198.51.100.{}", number % 250);
    from(app, &address, SIGN_IN, body).await.status.as_u16()
}

#[tokio::test]
async fn a_day_bears_twenty_wrong_codes_of_strangers_and_the_owner_is_told_once() {
    let day = ("RATE_LIMIT_CODES_PER_DAY", "20");
    let app = TestApp::with(&[day, PROXIED]).await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    let mails = app.mails(&email).await.as_array().unwrap().len();
    for address in [email.as_str(), "nobody@example.com"] {
        let mut passed = 0;
        for number in 0..60 {
            passed += usize::from(guess(&app, number, address).await != 429);
        }
        assert_eq!(passed, 20, "{address}");
    }
    // A stranger's code is refused even if it's right; a password isn't.
    let body = json!({ "email": email, "type": "sign-in" });
    app.visitor().post_json(SEND, body.clone()).await.expect(200);
    let right = json!({ "email": email, "otp": app.code(&email).await });
    app.visitor().post_json(SIGN_IN, right).await.expect(429);
    assert_eq!(sign_in(&mut app.visitor(), "192.0.2.1", &email, PASSWORD).await, 200);
    let told = async || {
        let all = app.mails(&email).await;
        let subjects: Vec<_> =
            all.as_array().unwrap().iter().map(|it| it["subject"].clone()).collect();
        subjects.iter().filter(|it| **it == "Many wrong codes were tried on your account").count()
    };
    assert!(app.mails(&email).await.as_array().unwrap().len() > mails);
    assert_eq!(told().await, 1);
    let page = ada.get("/account/activity").await.expect(200);
    assert_eq!(page.text.matches("Too many wrong codes").count(), 1, "{}", page.text);

    // The owner's browser has tries of its own.
    ada.post_json(SEND, body).await.expect(200);
    let right = json!({ "email": email, "otp": app.code(&email).await });
    ada.post_json(SIGN_IN, right).await.expect(200);

    // Tries that come back are used again: the owner is told again a day later, not before.
    app.clock.advance(TimeDelta::hours(2));
    guess(&app, 1, &email).await;
    guess(&app, 2, &email).await;
    assert_eq!(told().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_provider_is_not_asked_either_when_the_days_wrong_codes_are_used_up() {
    let database = TestDatabase::new().await;
    let provider = BetterAuth::start(&database).await;
    let url = ("NEON_AUTH_URL", provider.url.as_str());
    let app = TestApp::on(database, &[url, ("RATE_LIMIT_CODES_PER_DAY", "3"), PROXIED]).await;
    let email = format!("{}@example.com", unique("ada"));
    provider.person(&app, &email).await;
    let mut answers = Vec::new();
    for number in 0..6 {
        answers.push(guess(&app, number, &email).await);
    }
    assert!(answers[..3].iter().all(|status| *status != 429), "{answers:?}");
    assert_eq!(answers[3..], [429; 3]);
    let told = "outbox WHERE subject = 'Many wrong codes were tried on your account'";
    assert_eq!(app.database.count(told).await, 1);
}

#[tokio::test]
async fn right_codes_are_no_failures() {
    let day = ("RATE_LIMIT_CODES_PER_DAY", "3");
    let app = TestApp::with(&[day]).await;
    let email = "ada@example.com";
    for _ in 0..10 {
        let body = json!({ "email": email, "type": "sign-in" });
        app.visitor().post_json(SEND, body).await.expect(200);
        let body = json!({ "email": email, "otp": app.code(email).await });
        app.visitor().post_json(SIGN_IN, body).await.expect(200);
    }
}
