//! Bodies that are compressed, marked or labeled with another spelling of their type.

use reqwest::Method;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::harness::{Browser, ORIGIN, PASSWORD, TestApp, routes};

/// Sends a head that promises a gigabyte, but no body, and reads the answer.
async fn promise(app: &TestApp, method: &Method, path: &str, cookie: &str, coding: &str) -> String {
    let mut line = TcpStream::connect(app.address).await.unwrap();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost:8080\r\norigin: {ORIGIN}\r\n{cookie}\
         content-type: application/json\r\ncontent-encoding: {coding}\r\n\
         content-length: 60000\r\nconnection: close\r\n\r\n"
    );
    line.write_all(head.as_bytes()).await.unwrap();
    let (mut text, mut chunk) = (Vec::new(), [0; 4096]);
    while !text.ends_with(b"}") {
        match line.read(&mut chunk).await.unwrap() {
            0 => break,
            count => text.extend_from_slice(&chunk[..count]),
        }
    }
    String::from_utf8(text).unwrap()
}

fn cookie(browser: &Browser) -> String {
    let pairs: Vec<_> = browser.cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
    format!("cookie: {}\r\n", pairs.join("; "))
}

/// Lists every row that may change something, and one of the wire's.
fn doors() -> Vec<(Method, String)> {
    let unsafe_ones = routes().into_iter().filter(|(method, _)| !method.is_safe());
    let filled = unsafe_ones.map(|(method, path)| (method, path.replace(['{', '}'], "")));
    let wire = ["/api/auth/sign-in/email", "/api/auth/unknown", "/nowhere"];
    filled.chain(wire.map(|path| (Method::POST, path.to_owned()))).collect()
}

#[tokio::test]
async fn a_packed_body_is_refused_at_every_door_before_a_byte_of_it_is_read() {
    let app = TestApp::spawn().await;
    let ada = cookie(&app.person("Ada").await);
    for (method, path) in doors() {
        for cookie in ["", &ada] {
            let answer = promise(&app, &method, &path, cookie, "gzip").await;
            let (head, body) = answer.split_once("\r\n\r\n").unwrap();
            assert!(head.starts_with("HTTP/1.1 415 "), "{method} {path}: {head}");
            assert!(head.contains("content-type: application/problem+json"), "{path}: {head}");
            assert!(head.contains("accept-encoding: identity"), "{path}: {head}");
            let problem: Value = serde_json::from_str(body).unwrap();
            assert_eq!(problem["code"], "unsupported_content_encoding", "{path}");
        }
    }
    for coding in ["br", "GZIP", "deflate", "zstd", "identity, gzip", "x-gzip", "\"gzip\""] {
        let answer = promise(&app, &Method::POST, "/api/v1/tenants", &ada, coding).await;
        assert!(answer.starts_with("HTTP/1.1 415 "), "{coding}: {answer}");
    }
}

#[tokio::test]
async fn a_body_that_says_it_is_plain_is_read() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    for coding in ["identity", "Identity", ""] {
        let request = ada.request(Method::POST, "/api/v1/tenants").header("origin", ORIGIN);
        let request = request.header("content-encoding", coding);
        let name = format!("Acme {coding}{}", coding.len());
        let body = json!({ "name": name, "slug": crate::harness::unique("a").replace('_', "-") });
        ada.send(request.json(&body)).await.expect(201);
    }
}

#[tokio::test]
async fn a_type_is_the_same_with_parameters_and_in_capitals() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let types = [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        "Application/JSON",
    ];
    for kind in types {
        for (path, body) in [
            ("/auth/verify-email", json!({ "email": ada.email, "otp": "000000" })),
            ("/auth/forgot-password", json!({ "email": ada.email })),
            ("/api/auth/sign-in/email", json!({ "email": ada.email, "password": PASSWORD })),
            ("/api/v1/auth/signin", json!({ "email": ada.email, "password": PASSWORD })),
            ("/auth/neon-callback", json!({ "token": "a.b.c" })),
        ] {
            let mut visitor = app.visitor();
            let request = visitor.request(Method::POST, path).header("origin", ORIGIN);
            let request = request.header("content-type", kind).body(body.to_string());
            let reply = visitor.send(request.header("accept", "text/html, */*")).await;
            let sent = reply.header("content-type").unwrap_or_default().to_owned();
            assert!(sent.contains("json"), "{kind} {path}: {} {}", reply.status, reply.text);
            assert_ne!(reply.status, 415, "{kind} {path}");
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_before_json_says_nothing() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    let body = json!({ "email": ada.email, "password": PASSWORD });
    for path in ["/api/v1/auth/signin", "/api/auth/sign-in/email"] {
        let mut visitor = app.visitor();
        let request = visitor.request(Method::POST, path).header("origin", ORIGIN);
        let request = request.header("content-type", "application/json");
        visitor.send(request.body(format!("\u{feff}{body}"))).await.expect(200);
    }
}

#[tokio::test]
async fn what_is_asked_twice_counts_once_and_the_head_comes_alone() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    for path in [
        format!("/o/{slug}/members?page=1&page=2"),
        format!("/o/{slug}/todos?filter=open&filter=done&x=1&x=2"),
        "/account/organizations?q=a&q=b".to_owned(),
        format!("/api/v1/tenants/{slug}/todos?filter=open&filter=all"),
    ] {
        ada.get(&path).await.expect(200);
    }
    for path in ["/api/auth/ok", "/api/auth/get-session", "/dashboard", "/api/v1/tenants"] {
        let got = ada.get(path).await.status;
        let head = ada.request(Method::HEAD, path);
        let head = ada.send(head).await;
        assert_eq!((head.status, head.text.as_str()), (got, ""), "{path}");
    }
}
