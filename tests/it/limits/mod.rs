//! Limits on trying secrets, whatever the way in and however many replicas.

mod codes;
mod mail;
mod office;
mod work;

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tenantry::{
    config::{Config, Env},
    limits::Limits,
};

use crate::harness::{Browser, ORIGIN, PASSWORD, Reply, Tap, TestApp, TestDatabase};

const TEN: (&str, &str) = ("RATE_LIMIT_AUTH_PER_MINUTE", "10");
const PROXIED: (&str, &str) = ("TRUSTED_PROXIES", "127.0.0.1/32");
const CHECK: &str = "/api/auth/email-otp/check-verification-otp";

/// Makes a call from the address that the proxy reports.
async fn from(app: &TestApp, address: &str, path: &str, body: Value) -> Reply {
    let mut browser = app.visitor();
    let request = browser.request(Method::POST, path).header("origin", ORIGIN).json(&body);
    browser.send(request.header("x-forwarded-for", address)).await
}

/// Returns the limits of another process on the same database.
fn limits(app: &TestApp) -> Limits {
    let values = [("DATABASE_URL", app.database.url())];
    let env: Env = values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let config = Config::load(env).unwrap();
    Limits::new(app.database.db(), app.clock.clone(), &"any".into(), config.limits)
}

/// Tries a wrong code, which costs no password hash.
async fn try_code(app: &TestApp, address: &str, email: &str) -> u16 {
    let body = json!({ "email": email, "type": "sign-in", "otp": "000000" });
    from(app, address, CHECK, body).await.status.as_u16()
}

fn refused(statuses: &[u16]) -> usize {
    statuses.iter().filter(|status| **status == 429).count()
}

#[tokio::test]
async fn the_eleventh_try_is_told_when_the_next_may_be_made() {
    let app = TestApp::with(&[TEN]).await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    for _ in 0..10 {
        app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(401);
    }
    let reply = app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(429);
    let told = json!({ "message": "Too many requests. Please try again later." });
    assert_eq!(reply.json(), told);
    let wait = (reply.header("retry-after"), reply.header("x-retry-after"));
    assert_eq!(wait, (Some("6"), Some("6")));

    app.clock.advance(TimeDelta::seconds(6));
    app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(401);
    app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(429);
    app.clock.advance(TimeDelta::seconds(60));
    for _ in 0..10 {
        app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(401);
    }
    app.visitor().post_json("/api/auth/sign-in/email", body).await.expect(429);
}

#[tokio::test]
async fn of_fifty_tries_at_once_ten_pass_for_a_client_and_for_an_account() {
    let first = TestApp::with(&[TEN, PROXIED]).await;
    let url = first.database.url();
    let second = TestApp::with(&[TEN, PROXIED, ("DATABASE_URL", &url)]).await;
    let replica = |number: usize| if number.is_multiple_of(2) { &first } else { &second };

    let tries = (0..50).map(|number| async move {
        try_code(replica(number), "203.0.113.7", &format!("{number}@example.com")).await
    });
    assert_eq!(refused(&join_all(tries).await), 40, "one client, fifty accounts");

    let tries = (0..50).map(|number| async move {
        let email = if number % 3 == 0 { "ADA@example.com" } else { "ada@example.com" };
        try_code(replica(number), &format!("198.51.100.{number}"), email).await
    });
    assert_eq!(refused(&join_all(tries).await), 40, "fifty clients, one account");

    assert_ne!(try_code(&first, "192.0.2.1", "grace@example.com").await, 429);
}

#[tokio::test]
async fn a_refused_client_uses_up_nobodys_account() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    for _ in 0..10 {
        try_code(&app, "203.0.113.7", "decoy@example.com").await;
    }
    for _ in 0..20 {
        assert_eq!(try_code(&app, "203.0.113.7", "ada@example.com").await, 429);
    }
    assert_ne!(try_code(&app, "192.0.2.1", "ada@example.com").await, 429);
}

/// Signs in from the address that the proxy reports, with the browser's cookies.
async fn sign_in(browser: &mut Browser, address: &str, email: &str, password: &str) -> u16 {
    let body = json!({ "email": email, "password": password });
    let request = browser.request(Method::POST, "/api/v1/auth/signin").header("origin", ORIGIN);
    let reply = browser.send(request.header("x-forwarded-for", address).json(&body)).await;
    reply.status.as_u16()
}

#[tokio::test]
async fn strangers_do_not_lock_anyone_out_of_the_browser_they_use() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let (mut ada, mut eve) = (app.person("Ada").await, app.person("Eve").await);
    let email = ada.email.clone();
    for browser in [&mut ada, &mut eve] {
        browser.post("/auth/logout", &[]).await.expect(303);
        let kept: Vec<_> = browser.cookies.keys().collect();
        assert_eq!(kept, ["tenantry_browser", "tenantry_device"]);
    }
    app.clock.advance(TimeDelta::minutes(2));
    for number in 0..10 {
        assert_ne!(try_code(&app, &format!("198.51.100.{number}"), &email).await, 429);
    }

    assert_eq!(sign_in(&mut app.visitor(), "192.0.2.1", &email, PASSWORD).await, 429);
    // A mark is bound to its account and can't be forged.
    assert_eq!(sign_in(&mut eve, "192.0.2.2", &email, PASSWORD).await, 429);
    let mut forger = ada.another_window();
    let forged = ada.cookies["tenantry_device"].replacen('.', "x.", 1);
    forger.cookies.insert(String::from("tenantry_device"), forged);
    assert_eq!(sign_in(&mut forger, "192.0.2.3", &email, PASSWORD).await, 429);
    assert_eq!(sign_in(&mut ada.another_window(), "192.0.2.4", &email, PASSWORD).await, 200);
}

#[tokio::test]
async fn the_mark_is_kept_from_scripts_and_from_plain_http() {
    let variables =
        [("APP_PUBLIC_URL", "https://tenantry.test"), ("REQUIRE_EMAIL_VERIFICATION", "false")];
    let app = TestApp::with(&variables).await;
    let body = json!({ "name": "Ada", "email": "ada@example.com", "password": PASSWORD });
    let mut program = app.visitor();
    let request = program.request(Method::POST, "/api/v1/auth/signup").json(&body);
    let reply = program.send(request).await.expect(200);
    let all = reply.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
    let marks: Vec<_> = all.filter(|it| it.starts_with("__Host-tenantry_device=")).collect();
    assert_eq!(marks.len(), 1, "{:?}", reply.headers);
    for attribute in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/", "Max-Age=15552000"] {
        assert!(marks[0].contains(attribute), "{attribute} is not in {}", marks[0]);
    }
    assert!(!marks[0].contains("ada@"), "{}", marks[0]);
}

#[tokio::test]
async fn a_known_browser_has_a_limit_of_its_own_and_is_forgotten_in_time() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    ada.post("/auth/logout", &[]).await.expect(303);
    app.clock.advance(TimeDelta::minutes(2));
    let from = |number: usize| format!("198.51.100.{number}");
    for number in 0..10 {
        assert_eq!(sign_in(&mut ada, &from(number), &email, "not this one").await, 401);
    }
    assert_eq!(sign_in(&mut ada, &from(11), &email, PASSWORD).await, 429);

    app.clock.advance(TimeDelta::days(180));
    for number in 0..10 {
        assert_ne!(try_code(&app, &from(number), &email).await, 429);
    }
    assert_eq!(sign_in(&mut ada, &from(11), &email, PASSWORD).await, 429);
}

#[tokio::test]
async fn an_accounts_known_browsers_cannot_be_collected() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let email = app.person("Ada").await.email;
    let mut browsers = Vec::new();
    for number in 0..5 {
        app.clock.advance(TimeDelta::minutes(2));
        let mut browser = app.visitor();
        let address = format!("192.0.2.{number}");
        assert_eq!(sign_in(&mut browser, &address, &email, PASSWORD).await, 200);
        browsers.push(browser);
    }
    app.clock.advance(TimeDelta::minutes(2));
    let mut judged = 0;
    for (number, browser) in (0..60).zip(browsers.iter().cycle()) {
        let address = format!("198.51.100.{number}");
        let status = sign_in(&mut browser.another_window(), &address, &email, "a guess").await;
        judged += u32::from(status == 401);
    }
    assert_eq!(judged, 40, "three times what one browser has, and what strangers have");
}

/// Anyone who once had the password may have collected marks.
#[tokio::test]
async fn collected_marks_do_not_put_the_owners_browser_below_a_strangers() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    ada.post("/auth/logout", &[]).await.expect(303);
    let mut collected = Vec::new();
    for number in 0..3 {
        app.clock.advance(TimeDelta::minutes(2));
        let mut browser = app.visitor();
        let address = format!("192.0.2.{number}");
        assert_eq!(sign_in(&mut browser, &address, &email, PASSWORD).await, 200);
        collected.push(browser);
    }
    app.clock.advance(TimeDelta::minutes(2));
    for (number, browser) in (0..30).zip(collected.iter().cycle()) {
        let address = format!("198.51.100.{number}");
        let mut thief = browser.another_window();
        assert_eq!(sign_in(&mut thief, &address, &email, "a guess").await, 401);
    }
    let mut owner = ada.another_window();
    assert_eq!(sign_in(&mut owner, "203.0.113.9", &email, PASSWORD).await, 200);
}

#[tokio::test]
async fn an_ipv6_customer_is_one_client_and_an_ipv4_address_has_one_spelling() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    for number in 0..10 {
        let (six, four) = (format!("2001:db8:1:2::{number}"), "192.0.2.9");
        try_code(&app, &six, &format!("six{number}@example.com")).await;
        try_code(&app, four, &format!("four{number}@example.com")).await;
    }
    for (address, status) in [
        ("2001:db8:1:2:ffff:ffff:ffff:ffff", 429),
        ("2001:0DB8:0001:0002::", 429),
        ("2001:db8:1:3::1", 400),
        ("::ffff:192.0.2.9", 429),
        ("::ffff:c000:209", 429),
        ("192.0.2.10", 400),
    ] {
        let email = format!("{}@example.com", address.replace(':', "-").to_lowercase());
        assert_eq!(try_code(&app, address, &email).await, status, "{address}");
    }
}

#[tokio::test]
async fn only_what_the_proxy_wrote_says_who_calls() {
    let direct = TestApp::with(&[TEN]).await;
    let behind = TestApp::with(&[TEN, PROXIED]).await;
    for number in 0..10 {
        let (forged, email) = (format!("198.51.100.{number}"), format!("{number}@example.com"));
        assert_ne!(try_code(&direct, &forged, &email).await, 429);
        assert_ne!(try_code(&behind, &format!("{forged}, 203.0.113.7"), &email).await, 429);
    }
    assert_eq!(try_code(&direct, "198.51.100.99", "grace@example.com").await, 429);
    let forged = "198.51.100.99, 203.0.113.7";
    assert_eq!(try_code(&behind, forged, "grace@example.com").await, 429);
    assert_ne!(try_code(&behind, "198.51.100.99", "grace@example.com").await, 429);
}

#[tokio::test]
async fn no_spelling_and_no_other_way_in_evades_the_limit() {
    let app = TestApp::with(&[TEN]).await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    for _ in 0..10 {
        app.visitor().post_json("/api/auth//sign-in/email", body.clone()).await.expect(404);
    }
    for path in [
        "/api/auth/sign-in/email",
        "/api/auth//sign-in//email/",
        "/api/auth/%73ign-in/email",
        "/api/auth/sign-in/username",
        "/api/auth/sign-in/social",
        "/api/auth/sign-in/magic-link",
        "/api/auth/sign-up/email",
        "/api/auth/email-otp/verify-email",
        "/api/auth/send-verification-email",
        "/api/auth/request-password-reset",
        "/api/auth/reset-password",
        "/api/auth/change-password",
        "/api/auth/verify-password",
        "/api/auth/change-email",
        "/api/auth/delete-user",
        "/auth/verify-email",
        "/auth/forgot-password",
        "/api/v1/auth/signin",
    ] {
        let reply = app.visitor().post_json(path, body.clone()).await;
        assert_eq!(reply.status, 429, "{path}: {}", reply.text);
        assert_eq!(reply.header("retry-after"), Some("6"), "{path}");
    }
}

#[tokio::test]
async fn pages_keep_the_form_and_count_down() {
    let app = TestApp::with(&[TEN]).await;
    let email = "ada@example.com";
    for _ in 0..10 {
        try_code(&app, "", email).await;
    }
    let (code, password) = (("otp", "123456"), ("password", PASSWORD));
    for (path, more) in [
        ("/auth/login", vec![password]),
        ("/auth/sign-up", vec![("name", "Ada"), password]),
        ("/auth/verify-email", vec![code]),
        ("/auth/verify-email/resend", vec![]),
        ("/auth/forgot-password", vec![]),
        ("/auth/reset-password", vec![code, password]),
    ] {
        let form = [&[("email", email)], &more[..]].concat();
        let page = app.visitor().post(path, &form).await.expect(429);
        assert_eq!(page.header("retry-after"), Some("6"), "{path}");
        let form = [format!("value=\"{email}\""), "data-retry-after=\"6\"".to_owned()];
        for part in form {
            assert!(page.text.contains(&part), "{path} has no {part}: {}", page.text);
        }
    }
}

#[tokio::test]
async fn programs_get_a_problem() {
    let app = TestApp::with(&[TEN]).await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    for _ in 0..10 {
        app.visitor().post_json("/api/v1/auth/signin", body.clone()).await.expect(401);
    }
    let reply = app.visitor().post_json("/api/v1/auth/signin", body).await.expect(429);
    assert_eq!(reply.header("content-type"), Some("application/problem+json"));
    assert_eq!(reply.json()["code"], "too_many_requests");
}

#[tokio::test]
async fn what_tries_no_secret_is_not_limited() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "2")]).await;
    let mut ada = app.person("Ada").await;
    for _ in 0..4 {
        ada.get_json("/api/auth/get-session").await.expect(200);
        ada.get_json("/api/auth/token").await.expect(200);
        ada.get_json("/api/auth/jwks").await.expect(200);
        ada.get("/auth/login").await.expect(303);
        ada.post_json("/auth/neon-callback", json!({})).await.expect(200);
    }
    for _ in 0..4 {
        ada.post_json("/api/auth/sign-out", json!({})).await.expect(200);
    }
    assert_eq!(try_code(&app, "", "ada@example.com").await, 429, "the two were used");
}

#[tokio::test]
async fn a_provider_elsewhere_is_not_asked_more_often() {
    let database = TestDatabase::without_provider().await;
    let nobody = ("NEON_AUTH_URL", "http://127.0.0.1:1/neondb/auth");
    let app = TestApp::on(database, &[TEN, nobody]).await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    for _ in 0..10 {
        app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(503);
    }
    app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(429);
    app.visitor().post_json("/api/auth//sign-in/email", body).await.expect(429);
}

#[tokio::test]
async fn a_mailbox_gets_one_code_in_thirty_seconds_whoever_it_belongs_to() {
    let variables = [("RATE_LIMIT_MAIL_PAUSE_SECS", "30"), ("RATE_LIMIT_MAIL_PER_HOUR", "10")];
    let app = TestApp::with(&variables).await;
    let ada = app.person("Ada").await;
    app.clock.advance(TimeDelta::hours(2));
    for email in [ada.email.as_str(), "nobody@example.com"] {
        let send = async |path: &str, email: &str| {
            let body = json!({ "email": email, "type": "sign-in" });
            app.visitor().post_json(path, body).await
        };
        let code = "/api/auth/email-otp/send-verification-otp";
        let reset = "/api/auth/email-otp/request-password-reset";
        send(reset, email).await.expect(200);
        let reply = send(code, &email.to_uppercase()).await.expect(429);
        assert_eq!(reply.header("retry-after"), Some("30"), "{email}");
        for _ in 0..9 {
            app.clock.advance(TimeDelta::seconds(30));
            send(code, email).await.expect(200);
        }
        app.clock.advance(TimeDelta::seconds(30));
        let reply = send(reset, email).await.expect(429);
        assert_eq!(reply.header("retry-after"), Some("60"), "{email}: ten in an hour");
        app.clock.advance(TimeDelta::seconds(60));
        send(reset, email).await.expect(200);
    }
}

#[tokio::test]
async fn a_new_address_gets_no_more_mail_than_any_other() {
    let variables = [("RATE_LIMIT_MAIL_PAUSE_SECS", "30"), ("RATE_LIMIT_MAIL_PER_HOUR", "10")];
    let app = TestApp::with(&variables).await;
    let mut ada = app.person("Ada").await;
    let body = json!({ "newEmail": "countess@example.com" });
    for path in ["/api/auth/email-otp/request-email-change", "/api/auth/change-email"] {
        app.clock.advance(TimeDelta::seconds(30));
        ada.post_json(path, body.clone()).await.expect(200);
        let again = ada.post_json(path, body.clone()).await.expect(429);
        assert_eq!(again.header("retry-after"), Some("30"), "{path}");
    }
    assert_eq!(app.mails("countess@example.com").await.as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn a_password_is_tried_on_the_session_whatever_the_body_names() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let ada = app.person("Ada").await;
    app.clock.advance(TimeDelta::minutes(2));
    let name = "better-auth.session_token";
    let plain = ada.cookies[name].clone();
    let encoded = format!("%{:02x}{}", plain.as_bytes()[0], &plain[1..]);
    let try_password = async |number: usize, cookie: &str| {
        let mut thief = app.visitor();
        thief.cookies.insert(name.to_owned(), cookie.to_owned());
        let body = json!({ "password": "a guess", "email": format!("{number}@example.com") });
        let request = thief.request(Method::POST, "/api/auth/verify-password");
        let request = request.header("origin", ORIGIN).json(&body);
        let address = format!("198.51.100.{number}");
        thief.send(request.header("x-forwarded-for", address)).await.status.as_u16()
    };
    for number in 0..10 {
        let cookie = if number % 2 == 0 { &plain } else { &encoded };
        assert_eq!(try_password(number, cookie).await, 400);
    }
    assert_eq!(try_password(10, &plain).await, 429);
    assert_eq!(try_password(11, &encoded).await, 429);
}

#[tokio::test]
async fn invitation_links_are_not_tried_out() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let look = async |path: &str, address: &str| {
        let mut browser = app.visitor();
        let request = browser.request(Method::GET, path).header("accept", "text/html");
        browser.send(request.header("x-forwarded-for", address)).await.status.as_u16()
    };
    for number in 0..30 {
        assert_eq!(look(&format!("/invitations/{number}"), "203.0.113.7").await, 404);
    }
    assert_eq!(look("/invitations/31", "203.0.113.7").await, 429);
    assert_eq!(look("/invitations/31", "192.0.2.1").await, 404);
    // The sign-in page doesn't tell either, and stays accessible.
    assert_eq!(look("/auth/login?return_to=/invitations/31", "203.0.113.7").await, 200);
}

#[tokio::test]
async fn while_the_count_cannot_be_read_nothing_passes() {
    let app = TestApp::with(&[TEN]).await;
    app.database.run("DROP FUNCTION take_rate_limits").await;
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let reply = app.visitor().post_json("/api/auth/sign-in/email", body.clone()).await.expect(503);
    assert!(reply.header("retry-after").is_some());
    app.visitor().post_json("/api/v1/auth/signin", body).await.expect(503);
}

#[tokio::test]
async fn a_limited_call_costs_one_statement_more_and_other_calls_none() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let app = TestApp::on(database, &[("DATABASE_URL", &url)]).await;
    let counts = |statements: Vec<String>| {
        statements.iter().filter(|sql| sql.contains("take_rate_limits")).count()
    };
    try_code(&app, "", "ada@example.com").await;
    assert_eq!(counts(tap.take()), 1);
    app.visitor().get_json("/api/auth/get-session").await.expect(200);
    app.visitor().get("/auth/login").await.expect(200);
    app.visitor().post_json("/auth/neon-callback", json!({})).await.expect(401);
    assert_eq!(counts(tap.take()), 0);
}

#[tokio::test]
async fn the_table_names_nobody_and_is_tidied() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    try_code(&app, "203.0.113.7", "ada@example.com").await;
    let rows = app.database.rows("SELECT key FROM rate_limits", &[]).await;
    let keys: BTreeSet<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(keys.len(), 3, "the client, the account and its codes");
    let guessed = tenantry::secret::digest("auth-account\0ada@example.com");
    assert!(!keys.contains(&guessed), "a digest without the key");

    let limits = limits(&app);
    limits.purge_expired().await.unwrap();
    assert_eq!(app.database.count("rate_limits").await, 3, "in use");
    app.clock.advance(TimeDelta::seconds(6));
    limits.purge_expired().await.unwrap();
    assert_eq!(app.database.count("rate_limits").await, 0);
}
