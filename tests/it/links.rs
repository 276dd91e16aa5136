//! Links by mail as people use them: a page, a button, no JavaScript.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use chrono::TimeDelta;
use reqwest::Method;
use serde_json::json;
use tracing_subscriber::{
    filter::Targets, fmt::MakeWriter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::harness::{BetterAuth, Browser, PASSWORD, TestApp, TestDatabase, unique};

const NEW: &str = "another horse entirely";

/// Returns the path of the link in the newest mail to `email`.
async fn link(app: &TestApp, email: &str) -> String {
    let mails = app.mails(email).await;
    let text = mails[0]["text"].as_str().unwrap_or_else(|| panic!("no mail to {email}"));
    let line = text.lines().rfind(|line| line.contains("token="));
    let line = line.unwrap_or_else(|| panic!("no link in {text}"));
    line.strip_prefix(crate::harness::ORIGIN).unwrap().to_owned()
}

fn token(link: &str) -> &str {
    link.split_once("token=").unwrap().1
}

#[tokio::test]
async fn a_new_password_is_chosen_by_the_mails_link_or_by_its_code() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let email = ada.email.clone();
    let mut elsewhere = ada.another_window();
    // A session that began with a JWT isn't bound to any of the provider's.
    let jwt = ada.get_json("/api/auth/token").await.json()["token"].clone();
    let mut by_jwt = app.visitor();
    by_jwt.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);

    let mut visitor = app.visitor();
    let sent = visitor.post("/auth/forgot-password", &[("email", &email)]).await.expect(200);
    assert!(sent.text.contains("we emailed a six-digit code"));
    let (code, link) = (app.code(&email).await, link(&app, &email).await);
    for method in [Method::HEAD, Method::GET, Method::GET] {
        let request = visitor.request(method, &link).header("accept", "text/html");
        visitor.send(request).await.expect(200);
    }
    let form = [("token", token(&link)), ("password", "short")];
    let refused = visitor.post("/auth/reset-password/link", &form).await.expect(422);
    assert!(refused.text.contains("Use at least 8 characters."));
    assert!(refused.text.contains(token(&link)), "the form can be sent again");
    let form = [("token", token(&link)), ("password", NEW)];
    let done = visitor.post("/auth/reset-password/link", &form).await.expect(303);
    assert_eq!(done.location(), "/auth/login");

    for browser in [&mut ada, &mut elsewhere, &mut by_jwt] {
        let gone = browser.get("/account").await.expect(303);
        assert!(gone.location().starts_with("/auth/login"), "{}", gone.location());
    }
    visitor.get(&link).await.expect(410);
    visitor.post("/auth/reset-password/link", &form).await.expect(410);
    let by_code = [("email", email.as_str()), ("otp", &code), ("password", PASSWORD)];
    visitor.post("/auth/reset-password", &by_code).await.expect(422);
    let sign_in = [("email", email.as_str()), ("password", NEW)];
    assert_eq!(
        visitor.post("/auth/login", &sign_in).await.expect(303).location(),
        "/auth/no-organization"
    );

    let mut asking = app.visitor();
    asking.post("/auth/forgot-password", &[("email", &email)]).await.expect(200);
    let code = app.code(&email).await;
    let by_code = [("email", email.as_str()), ("otp", &code), ("password", PASSWORD)];
    app.visitor().post("/auth/reset-password", &by_code).await.expect(422);
    asking.post("/auth/reset-password", &by_code).await.expect(303);
}

#[tokio::test]
async fn a_magic_link_signs_in_and_leads_to_where_the_person_was_going() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    let page = ada.get("/auth/login?return_to=/account").await.expect(200);
    assert!(page.text.contains(r#"formaction="/auth/magic-link""#));
    ada.post("/auth/magic-link", &[("email", "nowhere")]).await.expect(422);
    let email = format!("{}@example.com", unique("ada"));
    let form = [("email", email.as_str()), ("return_to", "/account"), ("password", "")];
    let sent = ada.post("/auth/magic-link", &form).await.expect(200);
    assert!(sent.text.contains("Check your email"));

    let link = link(&app, &email).await;
    for method in [Method::HEAD, Method::GET, Method::GET] {
        let request = ada.request(method, &link).header("accept", "text/html");
        ada.send(request).await.expect(200);
    }
    let page = ada.get(&link).await;
    let (masked, domain) = (&email[..1], "@example.com");
    assert!(
        page.text.contains(masked) && page.text.contains(domain) && !page.text.contains(&email)
    );
    assert_eq!(page.header("referrer-policy"), Some("strict-origin-when-cross-origin"));
    assert_eq!(page.header("cache-control"), Some("no-store"));

    let press = [("token", token(&link))];
    let signed_in = ada.post("/auth/magic-link/session", &press).await.expect(303);
    assert_eq!(signed_in.location(), "/account");
    assert!(ada.get("/account").await.expect(200).text.contains(&email));
    let late = app.visitor().post("/auth/magic-link/session", &press).await.expect(410);
    assert!(late.text.contains("doesn’t work anymore"));
    assert!(app.visitor().get(&link).await.expect(410).text.contains("Send me a new link"));

    let evil = [("email", email.as_str()), ("return_to", "https://evil.example/")];
    ada.post("/auth/magic-link", &evil).await.expect(200);
    let link = self::link(&app, &email).await;
    let back = app.visitor().post("/auth/magic-link/session", &[("token", token(&link))]).await;
    assert_eq!(back.expect(303).location(), "/dashboard");
}

#[tokio::test]
async fn a_verification_link_opens_a_page_whose_button_signs_in() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    let email = format!("{}@example.com", unique("ada"));
    let form = [("name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    let ask = json!({ "email": email, "callbackURL": "http://localhost:8080/account" });
    ada.post_json("/api/auth/send-verification-email", ask.clone()).await.expect(200);
    let link = link(&app, &email).await;
    ada.get(&link).await.expect(200);
    let press = [("token", token(&link))];
    let done = ada.post("/auth/verify-email/link", &press).await.expect(303);
    assert_eq!(done.location(), "/account");
    ada.get("/account").await.expect(200);
    ada.post("/auth/verify-email/link", &press).await.expect(410);

    app.database.run("UPDATE neon_auth.\"user\" SET \"emailVerified\" = false").await;
    app.visitor().post_json("/api/auth/send-verification-email", ask).await.expect(200);
    app.database.run("UPDATE neon_auth.\"user\" SET \"emailVerified\" = true").await;
    let link = self::link(&app, &email).await;
    let mut late = app.visitor();
    let done = late.post("/auth/verify-email/link", &[("token", token(&link))]).await.expect(303);
    assert_eq!(done.location(), "/auth/login?return_to=%2Faccount");
    assert!(late.get(done.location()).await.text.contains("This address is confirmed."));
}

/// Has a link mailed to `email`, requested by `browser` on a page or on the wire.
async fn ask(app: &TestApp, browser: &mut Browser, door: &str, email: &str) -> String {
    match door {
        "/auth/forgot-password" | "/auth/magic-link" => {
            browser.post(door, &[("email", email)]).await.expect(200);
        }
        _ => drop(browser.post_json(door, json!({ "email": email })).await.expect(200)),
    }
    link(app, email).await
}

#[tokio::test]
async fn a_stranger_who_asks_replaces_no_link_of_another_browser() {
    let app = TestApp::spawn().await;
    let email = app.person("Ada").await.email;
    for (doors, page) in [
        (
            ["/auth/forgot-password", "/api/auth/request-password-reset"],
            "/auth/reset-password/link",
        ),
        (["/auth/magic-link", "/api/auth/sign-in/magic-link"], "/auth/magic-link/session"),
    ] {
        for door in doors {
            // The owner calls once as a program without cookies, and once more as a browser.
            let (mut ada, mut eve) = (app.visitor(), app.visitor());
            let forgotten = ask(&app, &mut app.visitor(), door, &email).await;
            let own = ask(&app, &mut ada, door, &email).await;
            let mut strangers = Vec::new();
            for door in doors {
                strangers.push(ask(&app, &mut eve, door, &email).await);
                strangers.push(ask(&app, &mut app.visitor(), door, &email).await);
            }
            ada.get(&forgotten).await.expect(200);
            ada.get(&own).await.expect(200);
            let newer = ask(&app, &mut ada, door, &email).await;
            ada.get(&own).await.expect(410);
            let press = [("token", token(&newer)), ("password", NEW)];
            ada.post(page, &press).await.expect(303);
            // Using one link ended those that others had requested.
            for link in strangers.iter().chain([&forgotten]) {
                ada.get(link).await.expect(410);
            }
        }
    }
}

#[tokio::test]
async fn a_stranger_who_signs_up_ends_no_link_that_proves_the_mailbox() {
    let app = TestApp::spawn().await;
    let email = format!("{}@example.com", unique("ada"));
    let door = "/api/auth/send-verification-email";
    let form = [("name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
    let (mut ada, mut eve) = (app.visitor(), app.visitor());
    ada.post("/auth/sign-up", &form).await.expect(303);
    let own = ask(&app, &mut ada, door, &email).await;
    eve.post("/auth/sign-up", &form).await.expect(303);
    let theirs = ask(&app, &mut eve, door, &email).await;
    let json = json!({ "name": "Eve", "email": email, "password": NEW });
    app.visitor().post_json("/api/auth/sign-up/email", json).await.expect(200);
    ada.get(&own).await.expect(200);
    ada.post("/auth/verify-email/link", &[("token", token(&own))]).await.expect(303);
    ada.get(&theirs).await.expect(410);
    let sign_in = [("email", email.as_str()), ("password", NEW)];
    app.visitor().post("/auth/login", &sign_in).await.expect(422);
}

#[tokio::test]
async fn a_mailbox_has_no_more_links_than_mails() {
    let mails = [("RATE_LIMIT_MAIL_PER_HOUR", "10"), ("RATE_LIMIT_MAIL_PER_DAY", "40")];
    let app = TestApp::with(&mails).await;
    let mut asked = 0;
    for _ in 0..60 {
        let body = json!({ "email": "ada@example.com" });
        let door = "/api/auth/request-password-reset";
        asked += i64::from(app.visitor().post_json(door, body).await.status == 200);
        app.clock.advance(TimeDelta::minutes(1));
    }
    let alive = app.database.count("neon_auth.verification").await;
    assert_eq!((asked, alive), (19, 19), "ten, and what comes back in an hour");
}

#[tokio::test]
async fn links_are_mailed_and_tried_at_the_same_pace_as_codes() {
    let pace = [("RATE_LIMIT_MAIL_PAUSE_SECS", "30"), ("RATE_LIMIT_AUTH_PER_MINUTE", "10")];
    for path in [
        "send-verification-email",
        "request-password-reset",
        "forget-password",
        "sign-in/magic-link",
    ] {
        let app = TestApp::with(&pace).await;
        let ask = async || {
            let body = json!({ "email": "ada@example.com" });
            app.visitor().post_json(&format!("/api/auth/{path}"), body).await.status.as_u16()
        };
        assert_eq!((ask().await, ask().await), (200, 429), "{path}");
        app.clock.advance(TimeDelta::seconds(30));
        assert_eq!(ask().await, 200, "{path}");
    }
    let app = TestApp::with(&pace).await;
    let mut statuses = Vec::new();
    for _ in 0..11 {
        let press = [("token", "made-up")];
        statuses.push(app.visitor().post("/auth/magic-link/session", &press).await.status.as_u16());
    }
    assert_eq!((statuses[9], statuses[10]), (410, 429));
    for _ in 0..30 {
        app.visitor().get("/auth/magic-link?token=made-up").await.expect(410);
    }
    app.visitor().get("/auth/magic-link?token=made-up").await.expect(429);
}

/// The log's text.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn no_token_of_a_link_is_in_the_log() {
    let log = Log::default();
    let lines = tracing_subscriber::fmt::layer().with_writer(log.clone()).with_ansi(false);
    let filter: Targets =
        "tenantry=trace,actix_web=debug,actix_http=debug,actix_server=debug".parse().unwrap();
    tracing_subscriber::registry().with(filter).with(lines).init();

    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let mut tokens = Vec::new();
    for (path, button) in [
        ("request-password-reset", "reset-password/link"),
        ("sign-in/magic-link", "magic-link/session"),
    ] {
        let body = json!({ "email": ada.email });
        app.visitor().post_json(&format!("/api/auth/{path}"), body).await.expect(200);
        let link = link(&app, &ada.email).await;
        tokens.push(token(&link).to_owned());
        let token = token(&link);
        for path in [
            link.clone(),
            format!("/api/auth/reset-password/{token}"),
            format!("/api/auth/reset-password/{token}?callbackURL=https://evil.example"),
            format!("/api/auth/verify-email?token={token}"),
            format!("/api/auth/magic-link/verify?token={token}"),
        ] {
            app.visitor().get(&path).await;
        }
        app.visitor().post(&format!("/api/auth/reset-password/{token}"), &[]).await.expect(404);
        let form = [("token", token), ("password", NEW)];
        app.visitor().post(&format!("/auth/{button}"), &form).await.expect(303);
    }
    let text = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/auth/magic-link/session") && text.contains("reset-password/{token}"));
    for token in tokens {
        assert!(!text.contains(&token), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hosted_provider_offers_magic_links_where_it_says_so() {
    let database = TestDatabase::new().await;
    let provider = BetterAuth::start(&database).await;
    let (url, off) = (provider.url.as_str(), TestDatabase::new().await);
    let without = TestApp::with_running_clock(off, &[("NEON_AUTH_URL", url)]).await;
    assert!(!without.visitor().get("/auth/login").await.text.contains("magic-link"));
    for path in ["/auth/magic-link", "/auth/magic-link?token=x"] {
        let status = without.visitor().get(path).await.status.as_u16();
        assert!([404, 410].contains(&status), "{path} {status}");
    }
    without.visitor().post("/auth/magic-link", &[("email", "a@example.com")]).await.expect(404);

    let on = [("NEON_AUTH_URL", url), ("NEON_AUTH_MAGIC_LINK", "true")];
    let app = TestApp::with_running_clock(database, &on).await;
    let mut ada = app.visitor();
    assert!(ada.get("/auth/login").await.text.contains(r#"formaction="/auth/magic-link""#));
    let email = format!("{}@example.com", unique("ada"));
    let form = [("email", email.as_str()), ("return_to", "/account")];
    ada.post("/auth/magic-link", &form).await.expect(200);
    let link = provider.mail(&email).await["url"].as_str().unwrap().to_owned();
    // The provider's own link: through our origin, its cookie becomes ours to keep.
    let query = link.split_once('?').unwrap().1;
    let back = ada.get(&format!("/api/auth/magic-link/verify?{query}")).await.expect(302);
    // Better Auth decodes the address once more than it was encoded.
    assert_eq!(back.location(), "http://localhost:8080/auth/callback?return_to=/account");
    ada.get("/auth/callback?return_to=/account").await.expect(200);
    let body = json!({ "return_to": "/account" });
    let done = ada.post_json("/auth/neon-callback", body).await.expect(200);
    assert_eq!(done.json()["redirect"], "/account");
    assert!(ada.get("/account").await.expect(200).text.contains(&email));
}
