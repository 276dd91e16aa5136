//! Faults of the provider: each call has a time limit, no one is signed in or out because
//! of them, signed-in users carry on, and everything else is a 503.

use std::time::{Duration, Instant};

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::harness::{Answer, Browser, Faulty, ORIGIN, PASSWORD, TestApp, TestDatabase};

/// A stalled provider stays silent for thirty seconds.
const BOUND: Duration = Duration::from_secs(20);

const COOKIE: &str = "neon-auth.session_token";
const CHALLENGE: &str = "neon-auth.session_challenge";
const BACK: &str = "/account?neon_auth_session_verifier=v";
const SIGNED: &str = "abcdefghijklmnopqrstuvwxyz012345.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ%3D";

fn session() -> Answer {
    Answer::Json(json!({
        "session": { "id": "5f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11" },
        "user": { "id": "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11", "email": "ada@example.com",
            "emailVerified": true, "name": "Ada" },
    }))
}

struct Case {
    app: TestApp,
    provider: Faulty,
    ada: Browser,
}

impl Case {
    /// Ada has signed in at the provider, whose tables are in another database.
    async fn new() -> Self {
        let provider = Faulty::start(session()).await;
        Self::at(provider.url.clone(), provider).await
    }

    async fn at(url: String, provider: Faulty) -> Self {
        let database = TestDatabase::without_provider().await;
        let app = TestApp::on(database, &[("NEON_AUTH_URL", &url)]).await;
        let mut ada = app.visitor();
        ada.cookies.insert(COOKIE.to_owned(), SIGNED.to_owned());
        Self { app, provider, ada }
    }

    async fn signed_in() -> Self {
        let mut case = Self::new().await;
        case.ada.post_json("/auth/neon-callback", json!({})).await.expect(200);
        // Our cookie in the browser is enough from here on.
        case.ada.cookies.remove(COOKIE);
        case
    }

    async fn is_inside(&self) -> u16 {
        let mut window = self.ada.another_window();
        let page = window.get("/dashboard").await;
        let api = window.get_json("/api/v1/auth/me").await;
        match (page.status.as_u16(), api.status.as_u16()) {
            (303, 200) if page.location() == "/auth/no-organization" => 200,
            (303, 401) if page.location() == "/auth/login" => 401,
            (503, 503) => {
                assert!(
                    page.header("retry-after").is_some() && api.header("retry-after").is_some()
                );
                503
            }
            other => panic!("{other:?}"),
        }
    }

    async fn sessions(&self) -> i64 {
        self.app.database.count("sessions").await
    }

    /// Returns a visitor with one of the provider's cookies and none of ours.
    fn with(&self, cookie: &str) -> Browser {
        let mut browser = self.app.visitor();
        browser.cookies.insert(cookie.to_owned(), SIGNED.to_owned());
        browser
    }

    /// Tries four ways in, and none of them works.
    async fn nobody_gets_in(&self, label: &str) {
        let (mut callback, mut wire) = (self.with(COOKIE), self.with(COOKIE));
        let (mut page, mut back) = (self.app.visitor(), self.with(CHALLENGE));
        let form = [("email", "ada@example.com"), ("password", PASSWORD)];
        let start = Instant::now();
        let (callback, page, wire, back) = tokio::join!(
            callback.post_json("/auth/neon-callback", json!({})),
            page.post("/auth/login", &form),
            wire.get_json("/api/auth/get-session"),
            back.get(BACK),
        );
        assert!(start.elapsed() < BOUND, "{label}: {:?}", start.elapsed());
        for (reply, way) in
            [(callback, "callback"), (page, "page"), (wire, "wire"), (back, "verifier")]
        {
            assert_eq!(reply.status, 503, "{label}, {way}: {}", reply.text);
            let cookies: Vec<_> = reply.headers.get_all("set-cookie").iter().collect();
            assert!(cookies.is_empty(), "{label}, {way}: {cookies:?}");
            assert!(reply.header("retry-after").is_some(), "{label}, {way}");
        }
    }
}

async fn endures(label: &'static str, fault: Answer) {
    let case = Case::signed_in().await;
    case.provider.answers(fault);
    case.nobody_gets_in(label).await;
    assert_eq!((case.is_inside().await, case.sessions().await), (200, 1), "{label}");
    // The provider has to be asked again, and doesn't answer.
    case.app.clock.advance(TimeDelta::minutes(6));
    case.provider.take();
    let start = Instant::now();
    assert_eq!((case.is_inside().await, case.sessions().await), (200, 1), "{label}");
    assert!(start.elapsed() < BOUND, "{label}: {:?}", start.elapsed());
    assert!(!case.provider.take().is_empty(), "{label}: the provider was not asked");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_endured() {
    let (html, json) = ("content-type: text/html", "content-type: application/json");
    for (label, fault) in [
        ("hangs up", Answer::HungUp),
        ("breaks off", Answer::Truncated),
        ("500 with a page", Answer::Plain(500, html, "<h1>Internal Server Error</h1>")),
        ("another server's page", Answer::Plain(200, html, "<h1>Wi-Fi</h1>")),
        ("JSON that says it is a page", Answer::Plain(200, html, "null")),
        ("leads to itself", Answer::Circular),
        ("has no end", Answer::Endless),
        ("is empty", Answer::Plain(200, json, "")),
        ("is no JSON", Answer::Plain(200, json, "{\"session\"")),
    ] {
        endures(label, fault).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_waits_for_a_slow_one() {
    let faults = [("says nothing", Answer::Stalled), ("drips", Answer::Dripping)];
    join_all(faults.into_iter().map(|(label, fault)| endures(label, fault))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_nobody_gets_in() {
    let provider = Faulty::start(session()).await;
    let plain = provider.url.replacen("http:", "https:", 1);
    for (label, url) in [("refused", "http://127.0.0.1:1/neondb/auth"), ("no TLS", &plain)] {
        let case = Case::at(url.to_owned(), provider.clone()).await;
        case.nobody_gets_in(label).await;
        assert_eq!(case.sessions().await, 0, "{label}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_provider_is_asked_once_in_five_minutes() {
    let case = Case::signed_in().await;
    case.provider.take();
    assert_eq!(case.is_inside().await, 200);
    case.app.clock.advance(TimeDelta::minutes(4));
    assert_eq!((case.is_inside().await, case.provider.take().len()), (200, 0));
    case.app.clock.advance(TimeDelta::minutes(1));
    join_all((0..8).map(|_| case.is_inside())).await;
    let asked = case.provider.take();
    assert_eq!(asked.len(), 1, "{asked:#?}");
    assert!(asked[0].contains(&format!("neon-auth.session_token={SIGNED}")), "{asked:#?}");
    assert!(asked[0].contains("x-forwarded-for: 127.0.0.1"), "{asked:#?}");
    // Ada returns after a while, with several pages at once: no one is let in unchecked or refused.
    case.app.clock.advance(TimeDelta::hours(3));
    let inside = join_all((0..8).map(|_| case.is_inside())).await;
    assert!(inside.iter().all(|status| *status == 200) && !case.provider.take().is_empty());
    let sealed = "SELECT provider_credential FROM sessions";
    let sealed: String = case.app.database.rows(sealed, &[]).await[0].get(0);
    assert!(!sealed.contains(&SIGNED[..32]), "a copy of the table replays nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_an_hour_without_an_answer_requests_wait_and_nobody_is_signed_out() {
    let case = Case::signed_in().await;
    case.provider.answers(Answer::HungUp);
    case.app.clock.advance(TimeDelta::minutes(59));
    assert_eq!(case.is_inside().await, 200);
    case.app.clock.advance(TimeDelta::minutes(1));
    assert_eq!((case.is_inside().await, case.sessions().await), (503, 1));
    case.provider.answers(session());
    assert_eq!(case.is_inside().await, 200, "the very next request asks again");
    case.provider.answers(Answer::Json(Value::Null));
    case.app.clock.advance(TimeDelta::minutes(5));
    assert_eq!((case.is_inside().await, case.sessions().await), (401, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rate_limit_is_passed_on_with_its_wait() {
    let case = Case::signed_in().await;
    let limit = r#"{"message":"Too many requests. Please try again later."}"#;
    case.provider.answers(Answer::Plain(
        429,
        "content-type: application/json\r\nx-retry-after: 42",
        limit,
    ));
    let body = json!({ "email": "ada@example.com", "password": PASSWORD });
    let wire = case.app.visitor().post_json("/api/auth/sign-in/email", body).await.expect(429);
    assert_eq!(
        (wire.header("retry-after"), wire.header("x-retry-after")),
        (Some("42"), Some("42"))
    );
    let form = [("email", "ada@example.com"), ("password", PASSWORD)];
    let page = case.app.visitor().post("/auth/login", &form).await.expect(429);
    assert_eq!(page.header("retry-after"), Some("42"));
    assert!(page.text.contains("42"), "the page says when: {}", page.text);
    let back = case.with(CHALLENGE).get(BACK).await.expect(429);
    assert_eq!(back.header("retry-after"), Some("42"));
    case.app.clock.advance(TimeDelta::minutes(6));
    assert_eq!((case.is_inside().await, case.sessions().await), (200, 1));
}

#[tokio::test]
async fn calls_carry_our_own_origin_whoever_asks() {
    let case = Case::signed_in().await;
    case.provider.take();
    let request = case.ada.request(reqwest::Method::GET, "/api/auth/get-session");
    let request = request.header("authorization", "Bearer stale").header("sec-fetch-site", "none");
    case.app.visitor().send(request.header("referer", "https://evil.example/")).await;
    let sent = case.provider.take().remove(0);
    assert!(sent.contains(&format!("origin: {ORIGIN}\r\n")), "{sent}");
    for absent in ["authorization", "sec-fetch", "referer", "tenantry="] {
        assert!(!sent.contains(absent), "{absent} in {sent}");
    }
}
