use serde_json::json;

use crate::{
    http,
    identity::hosted::{
        testing::{Server, nowhere},
        upstream::*,
    },
};

fn upstream(url: Url) -> Upstream {
    let outbound = Outbound::new(http::client().unwrap());
    Upstream::new(url, "https://app.example.com".parse().unwrap(), outbound)
}

async fn answer(status: u16, body: &str) -> Result<Session, Outage> {
    let server = Server::start().await;
    server.answers(status, &[], body);
    upstream(server.url.clone()).session_by_cookie("a=b", None).await
}

#[tokio::test]
async fn the_question_carries_our_origin_and_the_cookie_as_it_is() {
    let server = Server::start().await;
    let session = json!({ "session": { "id": "s" }, "user": { "id": "u", "email": "a@b.de" } });
    server.answers_json(200, &session);
    let session =
        upstream(server.url.clone()).session_by_cookie("x.session_token=t.s%3D", None).await;
    assert!(matches!(session, Ok(Session::Present(present)) if present.session.id == "s"));
    let request = server.requests().remove(0);
    assert!(request.starts_with("GET /neondb/auth/get-session?"), "{request}");
    assert!(request.contains("\r\norigin: https://app.example.com\r\n"), "{request}");
    assert!(request.contains("\r\ncookie: x.session_token=t.s%3D\r\n"), "{request}");
    assert!(!request.contains("authorization"), "{request}");
}

#[tokio::test]
async fn nobody_is_not_an_outage() {
    assert!(matches!(answer(200, "null").await, Ok(Session::Absent)));
    assert!(matches!(answer(401, "").await, Ok(Session::Absent)));
}

#[tokio::test]
async fn an_outage_is_not_nobody() {
    for (status, body) in [
        (200, "<html>Sign in to the Wi-Fi</html>"),
        (200, r#"{"session":{"id":"#),
        (403, r#"{"code":"INVALID_ORIGIN"}"#),
        (404, ""),
        (429, r#"{"message":"Too many requests."}"#),
        (500, ""),
        (502, "<html>"),
        (503, "null"),
    ] {
        assert!(answer(status, body).await.is_err(), "{status} {body}");
    }
    assert!(upstream(nowhere().await).session_by_cookie("a=b", None).await.is_err());
}

#[tokio::test]
async fn a_body_that_breaks_off_is_an_outage() {
    let server = Server::start().await;
    server.answers_raw("HTTP/1.1 200 OK\r\ncontent-length: 400\r\n\r\n{\"session\":");
    assert!(upstream(server.url.clone()).session_by_cookie("a=b", None).await.is_err());
}

#[tokio::test]
async fn a_gateways_error_is_asked_about_twice_and_then_no_more() {
    let server = Server::start().await;
    server.answers(502, &[], "");
    let upstream = upstream(server.url.clone());
    for _ in 0..7 {
        assert!(upstream.session_by_cookie("a=b", None).await.is_err());
    }
    assert_eq!(server.requests().len(), 10, "after five failures nobody is asked");
    assert!(matches!(upstream.session_by_cookie("a=b", None).await, Err(Outage::Paused)));
}

#[tokio::test]
async fn a_huge_answer_is_not_read() {
    let server = Server::start().await;
    server.answers(200, &[], &" ".repeat(2 * 1024 * 1024));
    let answer = upstream(server.url.clone()).session_by_cookie("a=b", None).await;
    assert!(matches!(answer, Err(Outage::TooLarge)));
}
