//! The log entries of a request, and what they never contain.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use reqwest::Method;
use serde_json::Value;
use tracing_subscriber::{
    filter::Targets, fmt::MakeWriter, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::harness::{ORIGIN, TestApp, routes};

/// Made of letters that every spelling below leaves alone.
const SECRET: &str = "k3q9x7w2v5t8r4p6n1m0";

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn start() -> Self {
        let log = Self::default();
        let lines = tracing_subscriber::fmt::layer().with_writer(log.clone()).with_ansi(false);
        let filter: Targets =
            "tenantry=trace,actix_web=debug,actix_http=debug,actix_server=debug".parse().unwrap();
        tracing_subscriber::registry().with(filter).with(lines).init();
        log
    }

    /// As production logs it.
    fn start_json() -> Self {
        let log = Self::default();
        let lines = tracing_subscriber::fmt::layer().json().flatten_event(true);
        let filter: Targets = "info".parse().unwrap();
        tracing_subscriber::registry().with(filter).with(lines.with_writer(log.clone())).init();
        log
    }

    /// Waits for the line of the request with this id, which follows the last byte.
    async fn line(&self, id: &str) -> Value {
        loop {
            let text = self.text();
            let mut lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            if let Some(line) = lines.find(|line| line["request.id"] == id) {
                return line;
            }
            tokio::task::yield_now().await;
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Log {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(line)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

/// Returns a row's path with the secret in each variable part.
fn filled(path: &str) -> Option<String> {
    let segments = path.split('/').map(|part| if part.starts_with('{') { SECRET } else { part });
    path.contains('{').then(|| segments.collect::<Vec<_>>().join("/"))
}

/// Lists the same path as people mistype, cut and paste it.
fn spellings(path: &str) -> Vec<String> {
    let (area, rest) = path[1..].split_once('/').unwrap();
    let encoded = |byte: u8| format!("%{byte:02x}");
    vec![
        path.to_owned(),
        format!("{path}/"),
        format!("{path}."),
        format!("{path}//more"),
        format!("{path}?callbackURL=/{SECRET}"),
        format!("/{path}"),
        format!("/{}/{rest}", area.to_uppercase()),
        format!("/{area}//{rest}"),
        format!("/{area}/./{rest}"),
        format!("/{}{}/{rest}", encoded(area.as_bytes()[0]), &area[1..]),
        format!("/{area}%2f{rest}"),
        format!("/{rest}"),
        format!("/{area}/{SECRET}"),
        format!("/{SECRET}"),
    ]
}

#[tokio::test]
async fn no_part_of_a_path_that_may_be_a_secret_is_in_any_line() {
    let log = Log::start();
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    ada.get(&format!("/o/{slug}/todos")).await.expect(200);
    let mut paths: Vec<_> = routes().into_iter().filter_map(|(_, path)| filled(&path)).collect();
    paths.extend(
        ["reset-password", "callback", "verify-email", "Reset-Password"]
            .map(|call| format!("/api/auth/{call}/{SECRET}")),
    );
    paths.sort();
    paths.dedup();
    let methods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "REPORT"];
    for path in paths.iter().flat_map(|path| spellings(path)) {
        for method in methods {
            let method = Method::from_bytes(method.as_bytes()).unwrap();
            let request = ada.request(method, &path).header("origin", ORIGIN);
            ada.send(request.header("referer", format!("{ORIGIN}{path}"))).await;
        }
    }
    let text = log.text();
    let found: Vec<_> = text.lines().filter(|line| line.to_lowercase().contains(SECRET)).collect();
    assert!(found.is_empty(), "{} lines, such as {:#?}", found.len(), &found[..1]);
    for known in
        ["/invitations/{token}", "/auth/undo-email-change/{token}", "/auth/…", "tenant.id="]
    {
        assert!(text.contains(known), "{known}");
    }
}

#[tokio::test]
async fn the_line_says_who_asked_for_what_and_how_much_they_got() {
    let log = Log::start_json();
    let app = TestApp::with(&[("TRUSTED_PROXIES", "127.0.0.1"), ("LOG_CLIENT", "network")]).await;
    let (ada, slug) = app.owner("Ada", "Acme").await;
    let user: String = app.database.rows("SELECT id::text FROM users", &[]).await[0].get(0);
    let trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    let request = ada
        .request(Method::GET, &format!("/o/{slug}/todos"))
        .header("accept", "text/html")
        .header("x-request-id", "of-the-proxy-1")
        .header("x-forwarded-for", "203.0.113.7")
        .header("traceparent", format!("00-{trace}-00f067aa0ba902b7-01"));
    let mut browser = ada.another_window();
    let reply = browser.send(request).await.expect(200);
    assert_eq!(reply.header("x-request-id"), Some("of-the-proxy-1"));
    let line = log.line("of-the-proxy-1").await;
    for (field, value) in [
        ("trace.id", trace),
        ("user.id", &user),
        ("client.ip", "203.0.113.0"),
        ("http.path", "/o/{slug}/todos"),
    ] {
        assert_eq!(line[field], value, "{line:#}");
    }
    assert!(line["tenant.id"].is_string() && line["http.bytes"].as_u64() > Some(1000), "{line:#}");

    // A probe is no visitor; the one after it shows that its line would be there.
    browser.get("/healthz").await.expect(200);
    let again = browser.get("/auth/login").await;
    log.line(again.header("x-request-id").unwrap()).await;
    assert!(!log.text().contains("/healthz"));
}

#[tokio::test]
async fn an_id_is_taken_from_trusted_proxies_and_only_if_it_is_one() {
    let (trusting, other) =
        (TestApp::with(&[("TRUSTED_PROXIES", "127.0.0.1")]).await, TestApp::spawn().await);
    let answered = async |app: &TestApp, id: &str| {
        let mut visitor = app.visitor();
        let request = visitor.request(Method::GET, "/nothing-here").header("x-request-id", id);
        let reply = visitor.send(request.header("accept", "text/html")).await;
        let answered = reply.header("x-request-id").unwrap().to_owned();
        assert!(reply.text.contains(&answered), "the error page says it");
        answered == id
    };
    let longest = "a".repeat(64);
    for id in ["f-1", &longest] {
        assert!(answered(&trusting, id).await, "{id}");
        assert!(!answered(&other, id).await, "{id}");
    }
    for id in ["", "a b", "a<b>", "a_b", &format!("{longest}a")] {
        assert!(!answered(&trusting, id).await, "{id}");
    }
}
