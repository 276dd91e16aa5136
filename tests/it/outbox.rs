//! Mail is neither lost nor sent twice, whatever happens to the SMTP server, and none of
//! it is kept longer than needed.

mod refusals;

use std::{
    collections::{BTreeSet, HashSet},
    fs,
    time::Duration,
};

use chrono::TimeDelta;
use serde_json::Value;
use tenantry::{
    clock::Clock,
    config::{Config, DatabaseUrl, Env},
    db::Db,
    mail::{Patience, Timing, Transport, Worker, outbox},
};
use tokio::sync::watch;

use crate::harness::{NodeSmtp, Smtp, TestDatabase, unique};

fn now() -> Clock {
    Clock::held_at(std::time::SystemTime::now().into())
}

fn worker(database: &TestDatabase, clock: &Clock, url: &str) -> Worker {
    let values = [
        (String::from("DATABASE_URL"), database.url()),
        (String::from("DATABASE_MIGRATION_URL"), database.owner_url()),
        (String::from("SMTP_URL"), url.to_owned()),
        (String::from("MAIL_FROM"), String::from("Tenantry <no-reply@app.example>")),
    ];
    let config = Config::load(values.into_iter().collect::<Env>()).unwrap();
    let database: DatabaseUrl = config.database.url.clone().unwrap();
    let db = Db::new(&database, &config.database).unwrap();
    let second = Duration::from_secs(5);
    let patience = Patience { command: second, message: Duration::from_secs(60) };
    Worker::new(db, clock.clone(), Transport::with(&config.mail, patience).unwrap())
}

fn url(smtp: &Smtp) -> String {
    format!("smtp://127.0.0.1:{}", smtp.port)
}

/// Enqueues `count` messages that are due.
async fn letters(database: &TestDatabase, count: u32) {
    let sql = format!(
        "INSERT INTO outbox (id, recipient, subject, body_text, body_html, created_at, next_attempt_at)
        SELECT gen_random_uuid(), 'p' || n || '@example.com', 'Subject ' || n, 'Text ' || n,
            '<p>' || n || '</p>', now(), now() - interval '1 second'
        FROM generate_series(1, {count}) n"
    );
    database.run(&sql).await;
}

async fn sent(database: &TestDatabase) -> i64 {
    database.count("outbox WHERE sent_at IS NOT NULL").await
}

/// Counts the rows that still contain text.
async fn kept(database: &TestDatabase) -> i64 {
    database.count("outbox WHERE subject <> '' OR body_text <> '' OR body_html <> ''").await
}

#[tokio::test]
async fn an_smtp_server_that_dies_in_the_middle_loses_and_doubles_nothing() {
    let database = TestDatabase::new().await;
    letters(&database, 12).await;
    let file = std::env::temp_dir().join(unique("tenantry-smtp"));
    fs::write(&file, "").unwrap();
    let clock = now();

    let dying = NodeSmtp::start(0, &file, &[("DIE_AT", "4")]);
    let port = dying.port;
    let worker = worker(&database, &clock, &format!("smtp://127.0.0.1:{port}"));
    worker.send_due().await.unwrap();
    assert_eq!(sent(&database).await, 3, "three were taken before it died");
    drop(dying);
    worker.send_due().await.unwrap();
    assert_eq!(sent(&database).await, 3, "nobody takes mail while it is down");

    let _back = NodeSmtp::start(port, &file, &[]);
    for _ in 0..4 {
        clock.advance(TimeDelta::minutes(5));
        while worker.send_due().await.unwrap() > 0 {}
    }

    let taken: Vec<Value> = fs::read_to_string(&file)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: HashSet<_> =
        taken.iter().map(|mail| mail["id"].as_str().unwrap().to_owned()).collect();
    let people: HashSet<_> =
        taken.iter().map(|mail| mail["to"][0].as_str().unwrap().to_owned()).collect();
    assert_eq!((taken.len(), ids.len(), people.len()), (12, 12, 12));
    assert_eq!((sent(&database).await, kept(&database).await), (12, 0));
    fs::remove_file(file).unwrap();
}

#[tokio::test]
async fn two_replicas_with_a_slow_server_send_each_message_once() {
    let database = TestDatabase::new().await;
    letters(&database, 10).await;
    let (clock, smtp, other) = (now(), Smtp::start(&[]).await, Smtp::start(&[]).await);
    let (slow, quick) =
        (worker(&database, &clock, &url(&smtp)), worker(&database, &clock, &url(&other)));
    smtp.hold();
    let slow = tokio::spawn(async move { slow.send_due().await.unwrap() });
    smtp.arrival().await;
    // The other worker neither waits for this one's message nor takes it.
    let mut by_the_other = 0;
    for _ in 0..6 {
        clock.advance(TimeDelta::seconds(9));
        by_the_other += quick.send_due().await.unwrap();
    }
    smtp.release();
    assert_eq!((slow.await.unwrap(), by_the_other), (1, 9), "what is claimed is what is sent");
    let both = [smtp.ids(), other.ids()].concat();
    assert_eq!((both.len(), both.iter().collect::<BTreeSet<_>>().len()), (10, 10));
    assert_eq!(sent(&database).await, 10);
}

#[tokio::test]
async fn a_claim_lasts_for_as_long_as_the_server_takes() {
    let database = TestDatabase::new().await;
    letters(&database, 1).await;
    let (clock, smtp) = (now(), Smtp::start(&[]).await);
    let timing = Timing { renew: Duration::from_millis(5), ..Timing::default() };
    let first = worker(&database, &clock, &url(&smtp)).timed(timing);
    let second = worker(&database, &clock, &url(&smtp));
    smtp.hold();
    let first = tokio::spawn(async move { first.send_due().await.unwrap() });
    smtp.arrival().await;
    for _ in 0..5 {
        clock.advance(TimeDelta::seconds(50));
        let renewed = (clock.now() + TimeDelta::seconds(59)).timestamp() as f64;
        let claimed = "SELECT 1 FROM outbox WHERE next_attempt_at > to_timestamp($1)";
        while database.rows(claimed, &[&renewed]).await.is_empty() {
            tokio::task::yield_now().await;
        }
        assert_eq!(second.send_due().await.unwrap(), 0, "it is the first one's");
    }
    smtp.release();
    assert_eq!((first.await.unwrap(), smtp.taken().len()), (1, 1));
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_finishes_its_message_and_holds_no_other() {
    let database = TestDatabase::new().await;
    letters(&database, 3).await;
    let (clock, smtp) = (now(), Smtp::start(&[]).await);
    let stopping = worker(&database, &clock, &url(&smtp));
    let (stop, told) = watch::channel(false);
    smtp.hold();
    let running = tokio::spawn(async move { stopping.run(Duration::from_millis(1), told).await });
    smtp.arrival().await;
    stop.send_replace(true);
    smtp.release();
    running.await.unwrap();
    assert_eq!((smtp.taken().len(), sent(&database).await), (1, 1));
    assert_eq!(smtp.said().last().map(String::as_str), Some("QUIT"));

    // Another worker takes over the rest right away.
    let next = worker(&database, &clock, &url(&smtp));
    assert_eq!(next.send_due().await.unwrap(), 2);
    assert_eq!(smtp.ids().iter().collect::<BTreeSet<_>>().len(), 3);
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_does_not_wait_for_ever() {
    let database = TestDatabase::new().await;
    letters(&database, 1).await;
    let (clock, smtp) = (now(), Smtp::start(&[]).await);
    let timing = Timing { grace: Duration::from_millis(5), ..Timing::default() };
    let stopping = worker(&database, &clock, &url(&smtp)).timed(timing);
    let (stop, told) = watch::channel(false);
    smtp.hold();
    let running = tokio::spawn(async move { stopping.run(Duration::from_millis(1), told).await });
    smtp.arrival().await;
    stop.send_replace(true);
    running.await.unwrap();
    assert_eq!(database.count("outbox WHERE sent_at IS NULL AND attempts = 1").await, 1);
}

#[tokio::test]
async fn mail_says_that_a_machine_sent_it() {
    let database = TestDatabase::new().await;
    letters(&database, 1).await;
    let smtp = Smtp::start(&[]).await;
    worker(&database, &now(), &url(&smtp)).send_due().await.unwrap();
    let mail = smtp.taken().remove(0);
    let (head, _) = mail.split_once("\n\n").unwrap();
    for line in ["Auto-Submitted: auto-generated", "X-Auto-Response-Suppress: All"] {
        assert_eq!(head.lines().filter(|it| *it == line).count(), 1, "{line}: {head}");
    }
    for name in ["Date: ", "Message-ID: <", "MIME-Version: ", "From: ", "To: ", "Subject: "] {
        assert_eq!(head.lines().filter(|it| it.starts_with(name)).count(), 1, "{name}: {head}");
    }
    for name in ["Precedence", "List-Unsubscribe", "Reply-To", "Bcc"] {
        assert!(!head.contains(name), "{name}: {head}");
    }
}

#[tokio::test]
async fn mail_is_forgotten_when_it_is_old_and_never_within_a_week() {
    let database = TestDatabase::new().await;
    letters(&database, 2_500).await;
    database.run("UPDATE outbox SET created_at = now() - interval '30 days 1 minute'").await;
    letters(&database, 2).await;
    database.run("UPDATE outbox SET created_at = now() - interval '29 days' WHERE created_at > now() - interval '1 day'").await;
    outbox::purge_old(&database.db(), 30).await.unwrap();
    assert_eq!(database.count("outbox").await, 2);
    database.run("UPDATE outbox SET created_at = now() - interval '6 days'").await;
    outbox::purge_old(&database.db(), 1).await.unwrap();
    assert_eq!(database.count("outbox").await, 2, "whatever the caller says");
}
