use std::{fs, net::TcpListener, path::Path, process::Output};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use serde_json::Value;
use tenantry::doctor::Outcome;

use super::{Patient, SMTP_PASSWORD, seen};
use crate::harness::{NodeSmtp, Smtp, TestApp, TestDatabase, program_on, unique};

#[tokio::test]
async fn the_public_url_decides_about_cookies_and_the_proxy() {
    let at = |url| Patient::none().with("APP_PUBLIC_URL", url);
    let far = at("http://tenantry.test");
    far.suffers("cookies", &["in the clear", "TLS proxy"]).await;
    let https = at("https://127.0.0.1:1");
    https.suffers("proxy", &["TRUSTED_PROXIES"]).await;
    https.with("TRUSTED_PROXIES", "10.0.0.0/8").is_well().await;
    https.with("TRUSTED_PROXIES", "0.0.0.0/0").suffers("proxy", &["believes everyone"]).await;
}

/// Returns a port that is free right now.
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

#[tokio::test]
async fn a_mail_server_is_asked() {
    let url = |port| format!("smtp://127.0.0.1:{port}");
    let smtp = Smtp::start(&[]).await;
    let answers = Patient::none().with("SMTP_URL", &url(smtp.port));
    assert_eq!(
        seen(&answers.is_well().await, "smtp"),
        (Outcome::Passed, "the server takes our mail (in the clear)")
    );
    let shut = format!("smtp://ada:{SMTP_PASSWORD}@127.0.0.1:{}", free_port());
    Patient::none().with("SMTP_URL", &shut).suffers("smtp", &["host, port, login"]).await;
    let unreadable = Patient::none().with("SMTP_URL", &format!("mail://{SMTP_PASSWORD}"));
    unreadable.suffers("configuration", &["SMTP_URL", "write smtp://"]).await;
    assert_eq!(seen(&Patient::none().is_well().await, "smtp").0, Outcome::Skipped);
}

#[tokio::test]
async fn a_mail_server_is_asked_as_far_as_the_senders_name() {
    let login = [("EHLO", "250-here\r\n250 AUTH PLAIN")];
    for (refusal, query, words) in [
        (("AUTH", "535 5.7.8 wrong"), "", ["535", "AUTH"]),
        (("MAIL", "530 5.7.0 Must issue a STARTTLS command first"), "", ["530", "MAIL FROM"]),
        (("MAIL", "550 5.7.1 not your address"), "", ["550", "MAIL_FROM"]),
        (("NOOP", "250 ok"), "?tls=required", ["STARTTLS", "SMTP_URL"]),
    ] {
        let smtp = Smtp::start(&[login[0], refusal]).await;
        let url = format!("smtp://ada:{SMTP_PASSWORD}@127.0.0.1:{}{query}", smtp.port);
        Patient::none().with("SMTP_URL", &url).suffers("smtp", &words).await;
        let said = smtp.said();
        assert!(!said.iter().any(|line| line.starts_with("RCPT")), "{said:?}");
        if !query.is_empty() {
            assert!(!said.iter().any(|line| line.starts_with("AUTH")), "{said:?}");
        }
    }
}

/// Starts a server whose certificate is signed by `ca.pem` only.
fn secured(folder: &Path) -> NodeSmtp {
    fs::create_dir_all(folder).unwrap();
    let mut issuer = CertificateParams::new(Vec::<String>::new()).unwrap();
    issuer.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(issuer, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let names = vec![String::from("localhost")];
    let server = CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    fs::write(path("ca.pem"), issuer.pem()).unwrap();
    fs::write(path("server.pem"), server.pem()).unwrap();
    fs::write(path("server.key"), key.serialize_pem()).unwrap();
    let (cert, key) = (path("server.pem"), path("server.key"));
    let variables = [("CERT", &*cert), ("KEY", &*key), ("PASSWORD", SMTP_PASSWORD)];
    NodeSmtp::start(0, &folder.join("mail"), &variables)
}

#[tokio::test]
async fn a_login_is_said_to_a_server_that_encrypts_and_is_the_one_that_is_named() {
    let database = TestDatabase::new().await;
    let folder = std::env::temp_dir().join(unique("tenantry-smtps"));
    let smtp = secured(&folder);
    let ca = folder.join("ca.pem");
    let trusted = [("SSL_CERT_FILE", ca.to_str().unwrap())];
    let url = format!("smtp://ada:{SMTP_PASSWORD}@localhost:{}?tls=required", smtp.port);
    let by_ip = url.replace("localhost", "127.0.0.1");
    for (url, more, words) in [
        (&url, &trusted[..], "(encrypted, signed in)"),
        (&url, &[], "certificate"),
        (&by_ip, &trusted[..], "certificate"),
    ] {
        let variables = [&[("SMTP_URL", url.as_str())], more].concat();
        let said = command(&database, &variables, &[]).await;
        let text = String::from_utf8(said.stdout).unwrap();
        let line = text.lines().find(|line| line.contains("  smtp ")).unwrap();
        assert!(line.contains(words), "{text}");
        assert_eq!(line.starts_with("passed"), words.starts_with('('), "{text}");
    }
    fs::remove_dir_all(folder).unwrap();
}

async fn command(database: &TestDatabase, more: &[(&str, &str)], arguments: &[&str]) -> Output {
    let mut command = program_on(database, &["doctor"]);
    command.args(arguments);
    // No server is there: another test's may be on the usual port.
    command.env("APP_PUBLIC_URL", format!("http://localhost:{}", free_port()));
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
