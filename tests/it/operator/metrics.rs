//! `/metrics` on its listener, after something of most things has happened.

use tenantry::telemetry::metrics;

use super::server::{Running, free_port};
use crate::harness::{PASSWORD, Smtp, TestDatabase, client};

/// They need an exhausted pool.
const RARE: [&str; 2] = ["db_pool_timeouts_total", "db_pool_waits_total"];

fn samples<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    let of_it = move |line: &&str| {
        line.strip_prefix(name).is_some_and(|rest| rest.starts_with(['{', ' ', '_']))
    };
    text.lines().filter(of_it)
}

#[tokio::test]
async fn every_metric_is_measured_and_names_nobody() {
    let (database, smtp) = (TestDatabase::new().await, Smtp::start(&[]).await);
    let bind = format!("127.0.0.1:{}", free_port());
    let (url, owner_url) = (database.url(), database.owner_url());
    let running = Running::start(&[
        ("DATABASE_URL", &url),
        ("DATABASE_MIGRATION_URL", &owner_url),
        ("METRICS_BIND", &bind),
        ("RATE_LIMIT_AUTH_PER_MINUTE", "4"),
        ("REQUIRE_EMAIL_VERIFICATION", "false"),
        ("SMTP_URL", &format!("smtp://127.0.0.1:{}", smtp.port)),
    ])
    .await;
    let email = "ada@example.com";
    let form = [("name", "Ada"), ("email", email), ("password", PASSWORD)];
    let mut visitor = running.visitor();
    visitor.post("/auth/sign-up", &form).await.expect(303);
    let mut stranger = running.visitor();
    stranger.post("/auth/forgot-password", &[("email", email)]).await;
    smtp.arrival().await;
    let guess = [("email", email), ("password", "a guess")];
    while stranger.post("/auth/login", &guess).await.status != 429 {}
    visitor.get_json("/readyz").await.expect(200);

    let text = loop {
        let reply = client().get(format!("http://{bind}/metrics")).send().await.unwrap();
        let text = reply.text().await.unwrap();
        // The delivery is counted after the mail server has taken the message.
        if samples(&text, "mails_total").next().is_some() {
            break text;
        }
    };
    for name in metrics::names().into_iter().filter(|name| !RARE.contains(name)) {
        assert!(samples(&text, name).next().is_some(), "{name} is missing in {text}");
    }
    let refused = samples(&text, "http_requests_total").find(|line| line.contains("\"429\""));
    for label in ["route=\"/auth/login\"", "method=\"POST\"", "status=\"429\""] {
        assert!(refused.unwrap().contains(label), "{refused:?}");
    }
    for reason in ["wrong", "limited"] {
        let counted = format!("reason=\"{reason}\"");
        assert!(samples(&text, "sign_ins_refused_total").any(|line| line.contains(&counted)));
    }
    assert!(!text.contains('@'), "{text}");
    running.stop().await;
}
