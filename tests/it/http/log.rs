//! The log entries of a request, and what they never contain.

use std::{
    io::{self, Write},
    sync::{Arc, Mutex},
};

use reqwest::Method;
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
