//! The cost of a refused request: as little as possible.

use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use tenantry::limits::{Limit, Rule, Verdict};

use super::{CHECK, PROXIED, TEN, limits, try_code};
use crate::harness::{ORIGIN, Reply, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

async fn rows(app: &TestApp) -> i64 {
    app.database.count("rate_limits").await
}

/// Signs in from one address with `cookies` sessions and `emails` fields.
async fn crowded(app: &TestApp, cookies: usize, emails: usize) -> Reply {
    let cookies = (0..cookies).map(|number| format!("better-auth.session_token={number:05}.x"));
    let emails = (0..emails).map(|number| format!("email={number:05}@example.com"));
    let mut visitor = app.visitor();
    let request = visitor
        .request(Method::POST, "/api/auth/sign-in/email")
        .header("origin", ORIGIN)
        .header("x-forwarded-for", "203.0.113.7")
        .header("content-type", FORM)
        .header("cookie", cookies.collect::<Vec<_>>().join("; "))
        .body(emails.collect::<Vec<_>>().join("&"));
    visitor.send(request).await
}

#[tokio::test]
async fn a_request_names_at_most_a_handful_of_accounts() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    for (cookies, emails) in [(0, 2_000), (2_500, 1), (6, 0), (3, 3)] {
        let reply = crowded(&app, cookies, emails).await;
        assert!([400, 431].contains(&reply.status.as_u16()), "{cookies}, {emails}: {reply:?}");
        assert!(rows(&app).await <= 2, "{cookies}, {emails}: the client and no more");
    }
    // A call that is refused for its names still counts for the client.
    for _ in 0..10 {
        crowded(&app, 0, 2_000).await;
    }
    crowded(&app, 0, 2_000).await.expect(429);
    assert!(rows(&app).await <= 2);
}

#[tokio::test]
async fn what_is_refused_leaves_no_row() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    for number in 0..10 {
        try_code(&app, "203.0.113.7", &format!("{number}@example.com")).await;
    }
    let before = rows(&app).await;
    for number in 0..20 {
        let email = format!("refused{number}@example.com");
        assert_eq!(try_code(&app, "203.0.113.7", &email).await, 429);
    }
    let tries = (0..40).map(|number| {
        let app = &app;
        async move { try_code(app, "203.0.113.7", &format!("more{number}@example.com")).await }
    });
    assert!(join_all(tries).await.iter().all(|status| *status == 429));
    assert_eq!(rows(&app).await, before);
}

#[tokio::test]
async fn of_many_at_once_the_refused_leave_no_row() {
    let app = TestApp::with(&[TEN, PROXIED]).await;
    let tries = (0..40).map(|number| {
        let app = &app;
        async move { try_code(app, "203.0.113.7", &format!("{number}@example.com")).await }
    });
    let passed = join_all(tries).await.iter().filter(|status| **status != 429).count();
    assert_eq!(passed, 10);
    // For each one that passed, its account's tries and codes; and the client.
    assert_eq!(rows(&app).await, 10 * 2 + 1);
}

#[tokio::test]
async fn a_flood_of_rows_is_tidied_in_one_go() {
    let app = TestApp::with(&[TEN]).await;
    let flood = "INSERT INTO rate_limits (key, spent_until)
        SELECT sha256(number::text::bytea), now() - interval '1 day'
        FROM generate_series(1, 25000) AS flood (number)";
    app.database.run(flood).await;
    limits(&app).purge_expired().await.unwrap();
    assert_eq!(rows(&app).await, 0);
}

#[tokio::test]
async fn what_is_given_back_is_there_again_and_never_more_than_that() {
    let app = TestApp::with(&[]).await;
    let limits = limits(&app);
    let rule = || Rule::new("test", "somebody", Limit::per_minute(2));
    let other = || Rule::new("test", "somebody else", Limit::per_minute(1));
    let take = async || limits.take(&[rule()]).await.unwrap();
    assert_eq!((take().await, take().await), (Verdict::Taken, Verdict::Taken));
    assert_eq!(take().await, Verdict::Spent(30));
    limits.give_back(&[rule()]);
    assert_eq!((take().await, take().await), (Verdict::Taken, Verdict::Spent(30)));

    // Tries given back along with a refused statement wait for the next one.
    assert_eq!(limits.take(&[other()]).await.unwrap(), Verdict::Taken);
    limits.give_back(&[rule()]);
    assert_eq!(limits.take(&[other()]).await.unwrap(), Verdict::Spent(60));
    assert_eq!((take().await, take().await), (Verdict::Taken, Verdict::Spent(30)));

    app.clock.advance(TimeDelta::minutes(2));
    limits.give_back(&[rule()]);
    assert_eq!(limits.take(&[other()]).await.unwrap(), Verdict::Taken);
    for _ in 0..2 {
        assert_eq!(take().await, Verdict::Taken);
    }
    assert_eq!(take().await, Verdict::Spent(30), "nothing is saved up");
}

#[tokio::test]
async fn a_program_that_names_one_account_twice_is_heard() {
    let app = TestApp::with(&[TEN]).await;
    let body = json!({ "email": "ada@example.com", "type": "sign-in", "otp": "000000" });
    app.visitor().post_json(CHECK, body).await.expect(400);
}
