//! A request is a trace for the collector that is configured, without anybody's data.

use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::{
    collector::trace::v1::ExportTraceServiceRequest, trace::v1::Span,
};
use prost::Message as _;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

use crate::{
    harness::{ORIGIN, PASSWORD, TestDatabase},
    operator::server::Running,
};

/// Stands in for a collector: answers 200 and keeps the spans.
#[derive(Clone, Default)]
struct Collector(Arc<Mutex<Vec<Span>>>);

impl Collector {
    async fn start() -> (Self, u16) {
        let (collector, listener) =
            (Self::default(), TcpListener::bind("127.0.0.1:0").await.unwrap());
        let port = listener.local_addr().unwrap().port();
        let kept = collector.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(kept.clone().serve(client));
            }
        });
        (collector, port)
    }

    async fn serve(self, mut client: TcpStream) -> Option<()> {
        let (mut read, mut chunk) = (Vec::new(), [0; 65536]);
        loop {
            let count = client.read(&mut chunk).await.ok().filter(|count| *count > 0)?;
            read.extend_from_slice(&chunk[..count]);
            while let Some((body, rest)) = first_body(&read) {
                self.keep(&body);
                read = rest;
                client.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await.ok()?;
            }
        }
    }

    fn keep(&self, body: &[u8]) {
        let sent = ExportTraceServiceRequest::decode(body).unwrap();
        let scopes = sent.resource_spans.into_iter().flat_map(|it| it.scope_spans);
        self.0.lock().unwrap().extend(scopes.flat_map(|it| it.spans));
    }
}

/// Divides what was read behind the first whole request.
fn first_body(read: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let head = read.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let text = String::from_utf8_lossy(&read[..head]).to_lowercase();
    assert!(text.starts_with("post /v1/traces ") && text.contains("api-key: sesame"), "{text}");
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"))?;
    let end = head + length.trim().parse::<usize>().unwrap();
    (read.len() >= end).then(|| (read[head..end].to_vec(), read[end..].to_vec()))
}

#[tokio::test]
async fn a_request_is_a_trace_without_anybodys_data() {
    let (collector, port) = Collector::start().await;
    let database = TestDatabase::new().await;
    let (url, owner_url) = (database.url(), database.owner_url());
    let endpoint = format!("http://127.0.0.1:{port}");
    let running = Running::start(&[
        ("DATABASE_URL", &url),
        ("DATABASE_MIGRATION_URL", &owner_url),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
        ("OTEL_EXPORTER_OTLP_HEADERS", "api-key=sesame"),
        ("TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    let mut ada = running.visitor();
    let parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let page = ada.request(reqwest::Method::GET, "/auth/login").header("traceparent", parent);
    ada.send(page).await.expect(200);
    let form = [("name", "Ada"), ("email", "ada@example.com"), ("password", PASSWORD)];
    ada.post("/auth/sign-up", &form).await.expect(303);
    running.stop().await;

    let spans = collector.0.lock().unwrap().clone();
    let named = |name: &str| spans.iter().find(|span| span.name == name);
    let names: Vec<_> = spans.iter().map(|span| span.name.as_str()).collect();
    let page = named("GET /auth/login").unwrap_or_else(|| panic!("{names:?}"));
    assert_eq!(hex::encode(&page.trace_id), "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(hex::encode(&page.parent_span_id), "00f067aa0ba902b7");
    let request = named("POST /auth/sign-up").unwrap_or_else(|| panic!("{names:?}"));
    assert!(request.parent_span_id.is_empty());
    let below: Vec<_> = spans.iter().filter(|span| span.trace_id == request.trace_id).collect();
    for name in ["INSERT", "hash"] {
        let it = below.iter().find(|span| span.name == name);
        let it = it.unwrap_or_else(|| panic!("{name} is missing in {names:?}"));
        assert_eq!(it.parent_span_id, request.span_id, "{name}");
    }
    let all = format!("{spans:?}");
    for secret in ["ada@example.com", PASSWORD, ORIGIN, "sesame"] {
        assert!(!all.contains(secret), "{secret}");
    }
    assert!(all.contains("http.route") && all.contains("db.query.text"));
}
