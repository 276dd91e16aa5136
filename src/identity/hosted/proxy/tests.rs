use serde_json::json;

use super::*;
use crate::identity::hosted::{
    Hosted,
    testing::{Server, hosted, nowhere, visitor},
};

const PUBLIC: &str = "https://app.example.com";

fn post(path: &str, body: &Value) -> WireRequest {
    WireRequest::post(path, body, visitor())
}

fn get(path: &str, query: Option<&str>) -> WireRequest {
    WireRequest {
        method: String::from("GET"),
        query: query.map(str::to_owned),
        body: Vec::new(),
        content_type: None,
        ..post(path, &json!({}))
    }
}

async fn case() -> (Server, Hosted) {
    let server = Server::start().await;
    server.answers_json(200, &json!({}));
    (server.clone(), hosted(server.url, PUBLIC))
}

#[tokio::test]
async fn a_call_goes_out_in_our_name() {
    let (server, hosted) = case().await;
    let mut request = post("/sign-in/email", &json!({ "email": "ada@example.com" }));
    request.query = Some(String::from("a=%2F"));
    request.authorization = Some(String::from("Bearer stale"));
    request.cookies = ["__Secure-neon-auth.session_token", "__Host-tenantry", "theme"]
        .map(|name| (name.to_owned(), String::from("v.s%3D")))
        .to_vec();
    hosted.call(request).await;
    let sent = server.requests().remove(0);
    assert!(sent.starts_with("POST /neondb/auth/sign-in/email?a=%2F HTTP/1.1\r\n"), "{sent}");
    for line in [
        "origin: https://app.example.com",
        "user-agent: Browser/1.0",
        "x-forwarded-for: 203.0.113.7",
        "content-type: application/json",
        "accept: application/json",
    ] {
        assert!(sent.contains(&format!("\r\n{line}\r\n")), "{line} in {sent}");
    }
    assert!(sent.contains("cookie: __Secure-neon-auth.session_token=v.s%3D"), "{sent}");
    for absent in ["tenantry", "theme", "authorization", "sec-fetch", "referer"] {
        assert!(!sent.contains(absent), "{absent} in {sent}");
    }
    assert!(sent.ends_with(r#"{"email":"ada@example.com"}"#), "{sent}");
}

#[tokio::test]
async fn an_empty_post_carries_an_empty_object() {
    let (server, hosted) = case().await;
    hosted.call(WireRequest { body: Vec::new(), ..post("/sign-out", &json!({})) }).await;
    assert!(server.requests().remove(0).ends_with("\r\n\r\n{}"));
}

#[tokio::test]
async fn a_bad_call_is_not_passed_on() {
    let (server, hosted) = case().await;
    for path in ["//sign-in/email", "/sign-in/../admin", "/sign-in%2femail", "/"] {
        let answer = hosted.call(post(path, &json!({}))).await;
        assert_eq!((answer.status, answer.body.len()), (404, 0), "{path}");
    }
    let unknown = WireRequest { method: String::from("TRACE"), ..get("/ok", None) };
    assert_eq!(hosted.call(unknown).await.status, 404);
    let large =
        WireRequest { body: vec![b' '; MAX_BODY + 1], ..post("/sign-up/email", &json!({})) };
    assert_eq!(hosted.call(large).await.status, 413);
    let broken =
        WireRequest { body: b"{\"email\":".to_vec(), ..post("/sign-in/email", &json!({})) };
    let answer = hosted.call(broken).await;
    assert_eq!((answer.status, &answer.value()["code"]), (400, &json!("BAD_REQUEST")));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_body_goes_out_in_one_of_two_spellings_and_no_other() {
    let (server, hosted) = case().await;
    let call = async |content_type: Option<&str>| {
        let content_type = content_type.map(str::to_owned);
        hosted.call(WireRequest { content_type, ..post("/sign-in/email", &json!({})) }).await
    };
    for (given, sent) in [
        ("Application/JSON; charset=utf-8", "application/json"),
        ("application/json; x=multipart/form-data", "application/json"),
        ("application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
    ] {
        assert_eq!(call(Some(given)).await.status, 200, "{given}");
        let last = server.requests().pop().unwrap();
        assert!(last.contains(&format!("\r\ncontent-type: {sent}\r\n")), "{given}: {last}");
    }
    let before = server.requests().len();
    let refused = [
        None,
        Some("multipart/form-data; boundary=x"),
        Some("application/json.multipart/form-data; boundary=x"),
        Some("text/plain"),
    ];
    for given in refused {
        let answer = call(given).await;
        let code = &answer.value()["code"];
        assert_eq!((answer.status, code), (415, &json!("UNSUPPORTED_MEDIA_TYPE")), "{given:?}");
    }
    assert_eq!(server.requests().len(), before, "not passed on");
}

#[tokio::test]
async fn an_answer_comes_back_on_our_origin() {
    let (server, hosted) = case().await;
    let headers = [
        "content-type: application/json; charset=utf-8",
        "set-cookie: __Secure-neon-auth.session_token=t.s%3D; Path=/; HttpOnly; Secure; SameSite=None; Partitioned",
        "set-cookie: __Secure-neon-auth.dont_remember=1; Path=/",
        "set-cookie: AWSALB=1; Path=/",
        "access-control-allow-origin: *",
        "server: nginx",
        "set-auth-token: t.s",
        "set-auth-jwt: a.b.c",
    ];
    server.answers(200, &headers, r#"{"token":"t","user":{}}"#);
    let answer = hosted.call(post("/sign-in/email", &json!({}))).await;
    assert_eq!(
        answer.set_cookies,
        [
            "__Secure-neon-auth.session_token=t.s%3D; Path=/; HttpOnly; SameSite=Lax; Secure",
            "__Secure-neon-auth.dont_remember=1; Path=/; HttpOnly; SameSite=Lax; Secure",
        ]
    );
    let names: Vec<&str> = answer.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-type"]);
    assert_eq!(answer.body, br#"{"token":"t","user":{}}"#);
}

#[tokio::test]
async fn a_jwt_comes_only_with_a_session() {
    let (server, hosted) = case().await;
    for (body, jwt) in [("null", None), (r#"{"session":{"id":"s"},"user":{}}"#, Some("a.b.c"))] {
        server.answers(200, &["set-auth-jwt: a.b.c"], body);
        let answer = hosted.call(get("/get-session", None)).await;
        assert_eq!(answer.header("set-auth-jwt"), jwt, "{body}");
    }
}

#[tokio::test]
async fn a_limit_is_passed_on_with_its_wait() {
    let (server, hosted) = case().await;
    server.answers(429, &["x-retry-after: 42"], r#"{"message":"Too many requests."}"#);
    let answer = hosted.call(post("/sign-in/email", &json!({}))).await;
    assert_eq!(answer.status, 429);
    assert_eq!(
        (answer.header("retry-after"), answer.header("x-retry-after")),
        (Some("42"), Some("42"))
    );
}

#[tokio::test]
async fn redirects_lead_only_to_us_or_the_provider() {
    let (server, hosted) = case().await;
    let own = format!("{}/error?error=state_mismatch", server.url);
    for (location, status) in [
        ("https://app.example.com/dashboard?a=%2F", 302),
        ("/dashboard", 302),
        (own.as_str(), 302),
        ("https://evil.example/", 403),
        ("//evil.example/", 403),
        ("/\\evil.example/", 403),
        ("javascript:alert(1)", 403),
        ("https://app.example.com@evil.example/", 403),
    ] {
        server.answers(302, &[&format!("location: {location}")], "<html>moved</html>");
        let answer = hosted.call(get("/verify-email", Some("token=t"))).await;
        assert_eq!(answer.status, status, "{location}");
        assert_eq!(answer.header("location"), (status == 302).then_some(location));
        assert_eq!(answer.body.is_empty(), status == 302);
    }
}

#[tokio::test]
async fn an_outage_is_a_503_that_says_when_to_come_back() {
    let (server, online) = case().await;
    let nobody = hosted(nowhere().await, PUBLIC);
    let request = || post("/sign-in/email", &json!({}));
    assert_eq!(nobody.call(request()).await.status, 503);
    for (status, body) in [(500, ""), (502, ""), (200, ""), (200, "<html>"), (200, "{\"token\":")] {
        server.answers(status, &[], body);
        let answer = online.call(request()).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("5")), "{status}");
    }
    assert_eq!(server.requests().len(), 5, "a sign-in is never sent twice");
}

#[tokio::test]
async fn refusals_pass_through_untouched() {
    let (server, hosted) = case().await;
    let body = r#"{"message":"Invalid OTP","code":"INVALID_OTP"}"#;
    server.answers(400, &["content-type: application/json"], body);
    let answer = hosted.call(post("/email-otp/verify-email", &json!({}))).await;
    assert_eq!((answer.status, answer.body.as_slice()), (400, body.as_bytes()));
    server.answers(404, &[], "");
    assert_eq!(hosted.call(get("/nothing", None)).await.status, 404);
}

#[tokio::test]
async fn a_call_that_changes_something_leads_nowhere_and_nothing_to_itself() {
    let (server, hosted) = case().await;
    let own = format!("location: {}/get-session?again=1", server.url);
    server.answers(302, &[&own], "");
    assert_eq!(hosted.call(get("/get-session", None)).await.status, 503);
    server.answers(307, &["location: https://app.example.com/dashboard"], "");
    assert_eq!(hosted.call(post("/sign-in/email", &json!({}))).await.status, 503);
}

#[tokio::test]
async fn a_page_in_the_answers_place_is_an_outage() {
    let (server, hosted) = case().await;
    for (kind, status) in
        [("application/json", 200), ("Application/JSON;charset=utf-8", 200), ("text/html", 503)]
    {
        server.answers(200, &[&format!("content-type: {kind}")], r#"{"token":"t"}"#);
        assert_eq!(hosted.call(post("/sign-in/email", &json!({}))).await.status, status, "{kind}");
    }
}

#[tokio::test]
async fn a_bearer_goes_along_only_where_it_is_configured_and_alone() {
    let (server, hosted) = case().await;
    let hosted = Hosted { bearer: true, ..hosted };
    server.answers(200, &["set-auth-token: t.s"], "{}");
    let bearer = || WireRequest {
        authorization: Some(String::from("Bearer t")),
        ..get("/get-session", None)
    };
    let answer = hosted.call(bearer()).await;
    assert_eq!(answer.header("set-auth-token"), Some("t.s"));
    let cookie = (String::from("__Secure-neon-auth.session_token"), String::from("t.s"));
    hosted.call(bearer().with_cookies(vec![cookie])).await;
    let sent: Vec<bool> =
        server.requests().iter().map(|it| it.contains("authorization: Bearer t")).collect();
    assert_eq!(sent, [true, false]);
}
