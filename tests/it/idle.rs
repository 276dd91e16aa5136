//! A server without visitors asks its database almost nothing, and mail leaves at once all the
//! same.

use std::time::Duration;

use tenantry::{
    cli::serve,
    clock::Clock,
    config::{Config, DatabaseUrl, Env},
    db::{Db, Migrations},
    jobs::{self, Jobs},
    mail::{Transport, Worker},
    secret::SecretString,
    web::{Application, assemble},
};

use crate::harness::{Browser, ORIGIN, PASSWORD, Smtp, Tap, TestDatabase};

/// Starts a server with its jobs, and returns its address.
async fn start(url: &str, database: &TestDatabase, smtp: &Smtp, look: Duration) -> (String, Jobs) {
    let config = Config::load(Env::from([
        ("APP_BIND", "127.0.0.1:0"),
        ("APP_PUBLIC_URL", ORIGIN),
        ("DATABASE_URL", url),
        ("DATABASE_MIGRATION_URL", &database.owner_url()),
        ("SMTP_URL", &format!("smtp://127.0.0.1:{}", smtp.port)),
        ("MAIL_FROM", "Tenantry <no-reply@app.example>"),
    ]));
    let mut config = config.unwrap();
    // As if every connection had idled, and were due to be replaced.
    (config.database.probe_after, config.database.recycle) = (Duration::ZERO, Duration::ZERO);
    let db = Db::new(&DatabaseUrl::from(url.to_owned()), &config.database).unwrap();
    let transport = Transport::new(&config.mail).unwrap();
    let worker = Worker::new(db.clone(), Clock::default(), transport);
    let secret = SecretString::from("9b7d1f0c5e3a48627b1d9f0e3c5a7846".to_owned());
    let migrations = Migrations { neon_auth: true };
    let state = assemble(config, Clock::default(), &secret, db, migrations).await.unwrap();
    let upkeep = serve::upkeep(&state);
    let application = Application::build(state, secret).unwrap();
    let address = format!("http://{}", application.address());
    tokio::spawn(application.run());
    (address, jobs::start(worker, look, upkeep))
}

/// Never ends while other statements come in between: no connection is probed or replaced for
/// a look.
#[tokio::test]
async fn an_idle_server_says_one_statement_a_look() {
    let database = TestDatabase::new().await;
    let (tap, smtp) = (Tap::on(&database).await, Smtp::start(&[]).await);
    let (_, jobs) = start(&tap.url(&database), &database, &smtp, Duration::from_millis(2)).await;
    let mut looks = 0;
    // The connections that the start opens come first. Half a second without another statement
    // is longer than the jobs ever rested before they learned to wait.
    while looks < 250 {
        for statement in tap.take() {
            looks = if is_look(&statement) { looks + 1 } else { 0 };
        }
        tokio::task::yield_now().await;
    }
    jobs.stop().await;
}

async fn looked(tap: &Tap) {
    while !tap.take().iter().any(|statement| is_look(statement)) {
        tokio::task::yield_now().await;
    }
}

/// Never ends if the look waits for an answer on a line that is silent.
#[tokio::test]
async fn a_look_that_gets_no_answer_is_taken_on_another_connection() {
    let database = TestDatabase::new().await;
    let (tap, smtp) = (Tap::on(&database).await, Smtp::start(&[]).await);
    let (_, jobs) = start(&tap.url(&database), &database, &smtp, Duration::from_millis(2)).await;
    looked(&tap).await;
    tap.mute();
    // The first of these may have been on its way.
    for _ in 0..3 {
        looked(&tap).await;
    }
    jobs.stop().await;
}

fn is_look(statement: &str) -> bool {
    statement.starts_with("SELECT min(\"outbox\".\"next_attempt_at\")")
}

#[tokio::test]
async fn mail_leaves_as_soon_as_it_is_committed() {
    let (database, smtp) = (TestDatabase::new().await, Smtp::start(&[]).await);
    let hour = Duration::from_secs(3600);
    let (address, jobs) = start(&database.url(), &database, &smtp, hour).await;
    let mut visitor = Browser::new(address);
    let email = "ada@example.com";
    let form = [("name", "Ada"), ("email", email), ("password", PASSWORD)];
    // The worker has had its first look before or after: either way it is told.
    visitor.post("/auth/sign-up", &form).await.expect(303);
    smtp.arrival().await;
    jobs.stop().await;
    assert!(smtp.taken()[0].contains(email));
}

#[tokio::test]
async fn mail_that_another_process_left_leaves_with_the_next_look() {
    let (database, smtp) = (TestDatabase::new().await, Smtp::start(&[]).await);
    let (_, jobs) = start(&database.url(), &database, &smtp, Duration::from_millis(2)).await;
    database
        .run(
            "INSERT INTO outbox (id, recipient, subject, body_text, body_html, created_at, \
             next_attempt_at) VALUES (gen_random_uuid(), 'ada@example.com', 'S', 'T', '<p>T</p>', \
             now(), now())",
        )
        .await;
    smtp.arrival().await;
    jobs.stop().await;
}
