//! `tenantry demo` fills a database once.

use std::process::Output;

use crate::harness::{TestDatabase, program_on};

async fn demo(database: &TestDatabase, variables: &[(&str, &str)]) -> Output {
    program_on(database, &["demo"]).envs(variables.iter().copied()).output().await.unwrap()
}

fn said(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{text}{}", String::from_utf8_lossy(&output.stderr));
    text
}

#[tokio::test]
async fn sample_data_is_added_once() {
    let database = TestDatabase::new().await;

    let first = said(&demo(&database, &[]).await);
    assert!(first.contains("/o/acme-joinery/dashboard") && first.contains("marta@demo.example"));
    let tables = ["users", "neon_auth.\"user\"", "memberships", "invitations", "audit_events"];
    let mut before = Vec::new();
    for table in tables {
        before.push(database.count(table).await);
    }
    assert_eq!(before[..3], [12, 12, 14]);
    assert!(database.count("todos WHERE completed_at > created_at").await > 20);
    assert_eq!(database.count("outbox").await, 0, "nobody gets mail");

    let second = said(&demo(&database, &[]).await);
    assert!(second.contains("nothing was changed"), "{second}");
    for (table, count) in tables.iter().zip(before) {
        assert_eq!(database.count(table).await, count, "{table}");
    }
}

#[tokio::test]
async fn with_a_hosted_provider_the_people_have_no_accounts() {
    let database = TestDatabase::new().await;
    let said = said(&demo(&database, &[("NEON_AUTH_URL", "http://127.0.0.1:9/auth")]).await);
    assert!(said.contains("belong to no identity"), "{said}");
    assert_eq!(database.count("users").await, 12);
    assert_eq!(database.count("neon_auth.\"user\"").await, 0);
}

#[tokio::test]
async fn production_gets_no_sample_data() {
    let database = TestDatabase::new().await;
    let production = [
        ("APP_ENV", "production"),
        ("APP_PUBLIC_URL", "https://tenantry.test"),
        ("SMTP_URL", "smtp://127.0.0.1:9"),
    ];
    let refused = demo(&database, &production).await;
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("for development"));
    assert_eq!(database.count("tenants").await, 0);
}
