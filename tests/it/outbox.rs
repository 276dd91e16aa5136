//! Mail is neither lost nor sent twice, whatever becomes of the SMTP server.

use std::{
    collections::HashSet,
    fs,
    io::{BufRead as _, BufReader},
    path::PathBuf,
    process::{Child, Command, Stdio},
};

use chrono::TimeDelta;
use serde_json::Value;
use tenantry::{
    clock::Clock,
    config::{Config, DatabaseUrl, Env},
    db::Db,
    mail::{Transport, Worker},
};

use crate::harness::{TestDatabase, unique};

/// A real SMTP server in a process of its own.
struct Smtp {
    process: Child,
    port: u16,
}

impl Smtp {
    fn start(port: u16, file: &PathBuf, die_at: u32) -> Self {
        let mut process = Command::new("node")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/smtp/server.mjs"))
            .env("PORT", port.to_string())
            .env("FILE", file)
            .env("DIE_AT", die_at.to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("node");
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).expect("npm ci fetches the SMTP server");
        Self { process, port: ready["port"].as_u64().unwrap() as u16 }
    }
}

impl Drop for Smtp {
    fn drop(&mut self) {
        let _gone = self.process.kill();
        let _reaped = self.process.wait();
    }
}

async fn worker(database: &TestDatabase, clock: &Clock, port: u16) -> Worker {
    let values = [
        (String::from("DATABASE_URL"), database.url()),
        (String::from("DATABASE_MIGRATION_URL"), database.owner_url()),
        (String::from("SMTP_URL"), format!("smtp://127.0.0.1:{port}")),
        (String::from("MAIL_FROM"), String::from("Tenantry <no-reply@app.example>")),
    ];
    let config = Config::load(values.into_iter().collect::<Env>()).unwrap();
    let url: DatabaseUrl = config.database.url.clone().unwrap();
    let db = Db::new(&url, &config.database).unwrap();
    Worker::new(db, clock.clone(), Transport::new(&config.mail).unwrap())
}

#[tokio::test]
async fn an_smtp_server_that_dies_in_the_middle_loses_and_doubles_nothing() {
    let database = TestDatabase::new().await;
    database.run("
        INSERT INTO outbox (id, recipient, subject, body_text, body_html, created_at, next_attempt_at)
        SELECT gen_random_uuid(), 'p' || n || '@example.com', 'Subject ' || n, 'Text ' || n, '<p>' || n || '</p>', now(), now()
        FROM generate_series(1, 12) n").await;
    let file = std::env::temp_dir().join(unique("tenantry-smtp"));
    fs::write(&file, "").unwrap();
    let clock = Clock::held_at(std::time::SystemTime::now().into());

    let dying = Smtp::start(0, &file, 4);
    let port = dying.port;
    let worker = worker(&database, &clock, port).await;
    assert_eq!(worker.send_due().await.unwrap(), 10, "a batch was tried");
    assert_eq!(sent(&database).await, 3, "three were taken before it died");
    drop(dying);
    worker.send_due().await.unwrap();
    assert_eq!(sent(&database).await, 3, "nobody takes mail while it is down");

    let _back = Smtp::start(port, &file, 0);
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
    assert_eq!(sent(&database).await, 12);
    let kept =
        database.rows("SELECT 1 FROM outbox WHERE body_text <> '' OR body_html <> ''", &[]).await;
    assert!(kept.is_empty(), "codes and links do not stay in the database");
    fs::remove_file(file).unwrap();
}

async fn sent(database: &TestDatabase) -> i64 {
    database.count("outbox WHERE sent_at IS NOT NULL").await
}
