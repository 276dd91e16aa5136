//! Mistakes that a server starts with, and that show only when it fails people.

use tenantry::{
    clock::Clock,
    config::Config,
    db::Db,
    doctor::{self, Outcome},
    installation,
    secret::SecretString,
};

use super::{Patient, seen};
use crate::{
    harness::{Bouncer, TestApp, TestDatabase},
    operator::server::{Running, free_port},
};

#[tokio::test]
async fn a_bouncer_that_forgets_prepared_statements_is_told() {
    let database = TestDatabase::new().await;
    let report = Patient::on(&database).is_well().await;
    assert_eq!(seen(&report, "pooling").0, Outcome::Passed, "{report}");
    let bouncer = Bouncer::on(&database).await;
    let url = bouncer.url(&database, &database.url());
    let report = Patient::on(&database).with("DATABASE_URL", &url).examine().await;
    let (outcome, said) = seen(&report, "pooling");
    assert_eq!(outcome, Outcome::Failed, "{report}");
    assert!(said.contains("forgets prepared statements"), "{said}");

    let env = Patient::on(&database).with("DATABASE_URL", &url).variables.into_iter().collect();
    let config = Config::load(env).unwrap();
    let db = Db::new(config.database.url.as_ref().unwrap(), &config.database).unwrap();
    let at_start = doctor::at_start(&config, &db, &Clock::default()).await;
    assert_eq!(seen(&at_start, "pooling").0, Outcome::Failed, "{at_start}");
}

#[tokio::test]
async fn a_pool_that_the_server_has_no_room_for_is_told() {
    let database = TestDatabase::new().await;
    let large = Patient::on(&database).with("DB_POOL_OVERFLOW", "400");
    let words = ["409 for a replica", "room for 0", "DB_POOL_SIZE", "max_connections"];
    large.suffers("connections", &words).await;
}

#[tokio::test]
async fn replicas_with_different_secrets_are_told() {
    let (ours, theirs) = ("9b7d1f0c5e3a48627b1d9f0e3c5a7846", "1f0c5e3a48627b1d9f0e3c5a78469b7d");
    let secret = |text: &str| SecretString::from(text.to_owned());
    let database = TestDatabase::new().await;
    let db = database.db();
    assert!(!installation::note(&db, &secret(ours)).await.unwrap(), "the first one");
    assert!(!installation::note(&db, &secret(ours)).await.unwrap(), "the same one");
    let patient = Patient::on(&database).with("APP_SECRET", ours);
    patient.is_well().await;
    assert!(installation::note(&db, &secret(theirs)).await.unwrap());
    patient.suffers("secret", &["another APP_SECRET", "every replica"]).await;
}

#[tokio::test]
async fn a_proxy_that_hides_the_client_is_told() {
    let port = free_port();
    let (bind, url) = (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{port}"));
    let trusting = ("TRUSTED_PROXIES", "127.0.0.1");
    let app = TestApp::with(&[("APP_BIND", &bind), ("APP_PUBLIC_URL", &url), trusting]).await;
    let patient = Patient::none().with("APP_PUBLIC_URL", &url).with(trusting.0, trusting.1);
    let report = patient.examine().await;
    let (outcome, said) = seen(&report, "server");
    assert_eq!(outcome, Outcome::Failed, "{report}");
    assert!(said.contains("doesn't pass X-Forwarded-For"), "{said}");

    let mut visitor = app.visitor();
    let request = visitor.request(reqwest::Method::GET, "/healthz");
    let reply = visitor.send(request.header("x-forwarded-for", "203.0.113.7")).await;
    assert_eq!(reply.json()["forwarded_for"], "believed");
}

#[tokio::test]
async fn one_login_that_nothing_holds_is_told() {
    let database = TestDatabase::new().await;
    let superuser = database.cluster.url_of(&database.name);
    let patient = Patient::none().with("DATABASE_URL", &superuser);
    let report = patient.examine().await;
    let (outcome, said) = seen(&report, "logins");
    assert_eq!(outcome, Outcome::Failed, "{report}");
    assert!(said.contains("row-level security doesn't hold it"), "{said}");
}

#[tokio::test]
async fn a_schema_that_requests_may_not_look_into_is_told_with_the_grant() {
    let database = TestDatabase::new().await;
    database.run("REVOKE USAGE ON SCHEMA public FROM PUBLIC, tenantry_app").await;
    let words = ["tenantry_app may not look", "GRANT USAGE ON SCHEMA public TO tenantry_app"];
    Patient::on(&database).suffers("migrations", &words).await;
}

#[tokio::test]
async fn a_ca_file_that_is_not_there_is_told_by_its_variable() {
    let database = TestDatabase::new().await;
    let missing = Patient::on(&database).with("DATABASE_CA_FILE", "/no/such/roots.pem");
    let report = missing.examine().await;
    assert!(report.to_string().contains("Correct the path in DATABASE_CA_FILE"), "{report}");
}

#[tokio::test]
async fn the_start_warns_of_what_it_works_without() {
    let database = TestDatabase::new().await;
    database.run("INSERT INTO __diesel_schema_migrations VALUES ('20990101000000')").await;
    let (url, owner_url) = (database.url(), database.owner_url());
    let nobody = format!("http://127.0.0.1:{}/auth", free_port());
    let mut running = Running::start(&[
        ("DATABASE_URL", &url),
        ("DATABASE_MIGRATION_URL", &owner_url),
        ("NEON_AUTH_URL", &nobody),
        ("DB_POOL_OVERFLOW", "400"),
    ])
    .await;
    let mut said = String::new();
    for _ in 0..3 {
        said += &running.says("WARN").await;
    }
    running.stop().await;
    for words in ["NEON_AUTH_URL", "room for 0 replica", "newer than this build"] {
        assert!(said.contains(words), "{words}: {said}");
    }
}

#[tokio::test]
async fn the_start_tells_a_secret_that_differs_and_a_sender_that_is_refused() {
    let database = TestDatabase::new().await;
    let (url, owner_url) = (database.url(), database.owner_url());
    let smtp = format!("smtp://127.0.0.1:{}", free_port());
    let with = |secret| {
        [
            ("APP_ENV", "production"),
            ("APP_SECRET", secret),
            ("DATABASE_URL", url.as_str()),
            ("DATABASE_MIGRATION_URL", &owner_url),
            ("SMTP_URL", &smtp),
        ]
    };
    let first = Running::start(&with("9b7d1f0c5e3a48627b1d9f0e3c5a7846")).await;
    first.stop().await;
    let second = with("1f0c5e3a48627b1d9f0e3c5a78469b7d");
    let (mut running, before) = Running::start_and_read(&second).await;
    assert!(before.contains("APP_SECRET is another one"), "{before}");
    running.says("mail would come from localhost").await;
    running.stop().await;
}

#[tokio::test]
async fn the_start_tells_a_misspelt_variable() {
    let database = TestDatabase::new().await;
    let (url, owner_url) = (database.url(), database.owner_url());
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("DATABASE_MIGRATION_URL", &owner_url),
        ("SMTP_URI", "smtp://127.0.0.1"),
    ];
    let (running, before) = Running::start_and_read(&variables).await;
    running.stop().await;
    assert!(before.contains("SMTP_URI isn't read; SMTP_URL would be"), "{before}");
}
