use std::{net::TcpListener, process::Output};

use serde_json::Value;
use tenantry::doctor::Outcome;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    process::Command,
};

use super::{Patient, SMTP_PASSWORD, seen};
use crate::harness::{TestApp, TestDatabase};

#[tokio::test]
async fn the_public_url_decides_about_cookies_and_the_proxy() {
    let at = |url| Patient::none().with("APP_PUBLIC_URL", url);
    let far = at("http://tenantry.test");
    far.suffers("cookies", &["in the clear", "TLS proxy"]).await;
    let https = at("https://127.0.0.1:1");
    https.suffers("proxy", &["TRUSTED_PROXIES"]).await;
    https.with("TRUSTED_PROXIES", "10.0.0.0/8").is_well().await;
    https.with("TRUSTED_PROXIES", "0.0.0.0/0").suffers("proxy", &["believes everybody"]).await;
}

/// A port that nobody has just now.
fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[tokio::test]
async fn the_running_server_has_to_be_the_one_that_is_described() {
    let port = free_port();
    let (bind, url) = (format!("127.0.0.1:{port}"), format!("http://127.0.0.1:{port}"));
    let running = Patient::none().with("APP_PUBLIC_URL", &url);
    assert_eq!(seen(&running.examine().await, "server").0, Outcome::Skipped, "nobody is there");

    let _same = TestApp::with(&[("APP_BIND", &bind), ("APP_PUBLIC_URL", &url)]).await;
    let report = running.examine().await;
    assert_eq!(seen(&report, "server").0, Outcome::Passed, "{report}");

    let other = TestApp::spawn().await;
    let url = format!("http://{}", other.address);
    let report = Patient::none().with("APP_PUBLIC_URL", &url).examine().await;
    let (outcome, said) = seen(&report, "server");
    assert_eq!(outcome, Outcome::Failed, "{report}");
    assert!(said.contains("refuses forms of its own pages"), "{said}");
}

/// As much of an SMTP server as a question needs.
async fn smtp() -> u16 {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let (reading, mut writing) = stream.split();
        let mut lines = BufReader::new(reading).lines();
        writing.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer: &[u8] =
                if line.starts_with("QUIT") { b"221 bye\r\n" } else { b"250 ok\r\n" };
            writing.write_all(answer).await.unwrap();
        }
    });
    port
}

#[tokio::test]
async fn a_mail_server_is_asked() {
    let url = |port| format!("smtp://127.0.0.1:{port}");
    let answers = Patient::none().with("SMTP_URL", &url(smtp().await));
    assert_eq!(
        seen(&answers.is_well().await, "smtp"),
        (Outcome::Passed, "the server takes our mail")
    );
    let shut = format!("smtp://ada:{SMTP_PASSWORD}@127.0.0.1:{}", free_port());
    Patient::none().with("SMTP_URL", &shut).suffers("smtp", &["host, port, login"]).await;
    let unreadable = Patient::none().with("SMTP_URL", &format!("mail://{SMTP_PASSWORD}"));
    unreadable.suffers("smtp", &["SMTP_URL: write smtp://"]).await;
    assert_eq!(seen(&Patient::none().is_well().await, "smtp").0, Outcome::Skipped);
}

async fn command(database: &TestDatabase, more: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tenantry"));
    command.arg("doctor").args(arguments).current_dir(std::env::temp_dir());
    command.env("DATABASE_URL", database.url());
    command.env("DATABASE_MIGRATION_URL", database.owner_url());
    // Where no server is: another test's may be on the usual port.
    command.env("APP_PUBLIC_URL", format!("http://localhost:{}", free_port()));
    command.env("APP_SECRET", "9b7d1f0c5e3a48627b1d9f0e3c5a7846");
    command.envs(more.iter().copied()).output().await.unwrap()
}

#[tokio::test]
async fn the_command_prints_for_people_and_for_programs_and_fails_where_something_does() {
    let database = TestDatabase::new().await;
    let well = command(&database, &[], &[]).await;
    let text = String::from_utf8(well.stdout).unwrap();
    assert!(well.status.success(), "{text}{}", String::from_utf8_lossy(&well.stderr));
    assert!(text.contains("passed   isolation"), "{text}");

    let ill = command(&database, &[("SMTP_URL", "smtp://127.0.0.1:1")], &["--json"]).await;
    assert_eq!(ill.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&ill.stdout).unwrap();
    let checks = report["checks"].as_array().unwrap();
    let failed: Vec<_> = checks.iter().filter(|check| check["outcome"] == "failed").collect();
    assert_eq!(failed.len(), 1, "{report:#}");
    assert_eq!(failed[0]["name"], "smtp");
    assert!(failed[0]["advice"].as_str().unwrap().contains("SMTP_URL"));

    let unreadable = command(&database, &[("DB_POOL_SIZE", "many")], &["--json"]).await;
    assert_eq!(unreadable.status.code(), Some(1));
    let report: Value = serde_json::from_slice(&unreadable.stdout).unwrap();
    assert_eq!(report["checks"][0]["name"], "configuration");
}

#[tokio::test]
async fn every_check_has_its_row_in_the_manual() {
    let database = TestDatabase::new().await;
    let manual = include_str!("../../../docs/troubleshooting.md");
    for check in Patient::on(&database).examine().await.checks {
        assert!(manual.contains(&format!("| `{}` |", check.name)), "{} has no row", check.name);
    }
}
