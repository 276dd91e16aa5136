//! A session's two layers, ours and the provider's: they begin, persist and end together,
//! and nothing is reported as ended that isn't.

use serde_json::{Value, json};

use super::{Found, ours, theirs};
use crate::harness::{BetterAuth, ORIGIN, PASSWORD, Reply, TestApp, TestDatabase, held, unique};

const COOKIE: &str = "better-auth.session_token";

fn set_cookie<'a>(reply: &'a Reply, name: &str) -> &'a str {
    let mut all = reply.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    all.find(|it| it.starts_with(&format!("{name}="))).expect("the cookie")
}

#[tokio::test]
async fn a_new_sign_in_ends_the_browsers_former_sessions_of_both_layers() {
    let app = TestApp::spawn().await;
    for on_the_wire in [false, true] {
        let mut ada = app.person("Ada").await;
        let (our, their) = (ada.cookies["tenantry"].clone(), ada.cookies[COOKIE].clone());
        let email = ada.email.clone();
        if on_the_wire {
            let body = json!({ "email": email, "password": PASSWORD });
            ada.post_json("/api/auth/sign-in/email", body).await.expect(200);
            ada.post_json("/auth/neon-callback", json!({})).await.expect(200);
        } else {
            let form = [("email", email.as_str()), ("password", PASSWORD)];
            ada.post("/auth/login", &form).await.expect(303);
        }
        assert_eq!(ours(&app, &our).await, Found::Over, "on the wire: {on_the_wire}");
        assert_eq!(theirs(&app, COOKIE, &their).await, Found::Over, "on the wire: {on_the_wire}");
        assert_eq!(ours(&app, &ada.cookies["tenantry"]).await, Found::Alive);
        assert_eq!(theirs(&app, COOKIE, &ada.cookies[COOKIE]).await, Found::Alive);
    }
}

#[tokio::test]
async fn a_sign_in_whose_password_changes_meanwhile_begins_neither_layer() {
    for change in
        ["UPDATE neon_auth.account SET password = 'another'", "DELETE FROM neon_auth.account"]
    {
        let app = TestApp::spawn().await;
        let ada = app.person("Ada").await;
        let form = [("email", ada.email.as_str()), ("password", PASSWORD)];
        // So that both layers' statements are prepared, and leave together.
        for _ in 0..3 {
            app.visitor().post("/auth/login", &form).await.expect(303);
        }
        let begun = async || {
            let sql = "SELECT (SELECT count(*) FROM sessions),
                (SELECT count(*) FROM neon_auth.session), count(*) FROM security_events
                WHERE event = 'signed_in'";
            let row = &app.database.rows(sql, &[]).await[0];
            [0, 1, 2].map(|column| row.get::<_, i64>(column))
        };
        let before = begun().await;
        let mut visitor = app.visitor();
        let hold = "SELECT FROM neon_auth.account FOR UPDATE";
        let reply = held(&app, hold, change, visitor.post("/auth/login", &form)).await;
        assert_eq!(reply.status, 422, "{change}: {}", reply.text);
        assert_eq!(begun().await, before, "{change}");
    }
}

#[tokio::test]
async fn a_browser_that_forgets_the_one_forgets_the_other() {
    let app = TestApp::spawn().await;
    let ada = app.person("Ada").await;
    for (remember, has_age) in [(true, true), (false, false)] {
        let mut browser = app.visitor();
        let body = json!({ "email": ada.email, "password": PASSWORD, "rememberMe": remember });
        let their = browser.post_json("/api/auth/sign-in/email", body).await.expect(200);
        let our = browser.post_json("/auth/neon-callback", json!({})).await.expect(200);
        assert_eq!(set_cookie(&their, COOKIE).contains("Max-Age"), has_age);
        assert_eq!(set_cookie(&our, "tenantry").contains("Max-Age"), has_age, "{remember}");
        app.clock.advance(chrono::TimeDelta::hours(23));
        browser.get_json("/api/v1/auth/me").await.expect(200);
        app.clock.advance(chrono::TimeDelta::hours(2));
        let status = if remember { 200 } else { 401 };
        browser.get_json("/api/v1/auth/me").await.expect(status);
    }
}

#[tokio::test]
async fn a_program_signs_out_with_whatever_it_calls_with() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let session = ada.get_json("/api/auth/get-session").await.expect(200).json();
    let token = session["session"]["token"].as_str().unwrap().to_owned();
    let jwt = ada.get_json("/api/auth/token").await.expect(200).json()["token"].clone();
    let jwt = jwt.as_str().unwrap().to_owned();
    let call = async |method: reqwest::Method, path: &str, bearer: &str| {
        let mut program = app.visitor();
        let request = program.request(method, path).header("origin", crate::harness::ORIGIN);
        program.send(request.header("authorization", format!("Bearer {bearer}"))).await.status
    };
    let (get, post) = (reqwest::Method::GET, reqwest::Method::POST);
    assert_eq!(call(get.clone(), "/api/v1/auth/me", &jwt).await, 200);
    assert_eq!(call(post, "/api/v1/auth/signout", &jwt).await, 200);
    for bearer in [&jwt, &token] {
        assert_eq!(call(get.clone(), "/api/v1/auth/me", bearer).await, 401);
    }
    assert_eq!(ours(&app, &ada.cookies["tenantry"]).await, Found::Over);
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_not_said_to_be_over() {
    let app = TestApp::spawn().await;
    let mut ada = app.visitor();
    ada.cookies.insert(String::from("tenantry"), String::from("not-one-of-ours"));
    let reply = ada.post("/auth/logout", &[]).await.expect(400);
    assert!(reply.text.contains("couldn’t read"), "{}", reply.text);
    let mut nobody = app.visitor();
    nobody.post("/auth/logout", &[]).await.expect(303);
}

#[tokio::test]
async fn a_second_cookie_of_the_same_name_is_not_said_to_be_over() {
    let app = TestApp::spawn().await;
    let (ada, eve) = (app.person("Ada").await, app.person("Eve").await);
    let both = [&ada, &eve].map(|it| format!("tenantry={}", it.cookies["tenantry"])).join("; ");
    for path in ["/auth/logout", "/api/v1/auth/signout"] {
        let mut browser = app.visitor();
        let request = browser.request(reqwest::Method::POST, path).header("cookie", &both);
        // The page takes a form, and the API doesn't mind one.
        let form = ("content-type", "application/x-www-form-urlencoded");
        let request = request.header("origin", ORIGIN).header(form.0, form.1).body("return_to=");
        let reply = browser.send(request).await.expect(400);
        assert!(reply.text.contains("session"), "{path}: {}", reply.text);
        let (first, second) = (&ada.cookies["tenantry"], &eve.cookies["tenantry"]);
        assert_eq!(
            [ours(&app, first).await, ours(&app, second).await],
            [Found::Over, Found::Alive]
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_signed_out_there_is_told_so_and_can_try_again() {
    let database = TestDatabase::new().await;
    let mut provider = BetterAuth::start(&database).await;
    let app = TestApp::on(database, &[("NEON_AUTH_URL", provider.url.as_str())]).await;
    let email = format!("{}@example.com", unique("ada"));
    let mut ada = provider.person(&app, &email).await;
    let our = ada.cookies["tenantry"].clone();
    provider.stop().await;
    let reply = ada.post("/auth/logout", &[]).await.expect(503);
    assert!(reply.text.contains("didn’t answer"), "{}", reply.text);
    assert_eq!(ours(&app, &our).await, Found::Over);
    assert!(ada.cookies.contains_key("neon-auth.session_token"), "for the next try");
    let program = ada.post_json("/api/v1/auth/signout", Value::Null).await;
    assert_eq!(program.status, 503);
}

#[tokio::test]
async fn a_session_that_began_with_a_jwt_has_proven_nothing_lately() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    ada.get("/account/delete").await.expect(200);
    let jwt = ada.get_json("/api/auth/token").await.expect(200).json()["token"].clone();
    let mut thief = app.visitor();
    thief.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
    thief.get("/account").await.expect(200);
    let asked = thief.get("/account/delete").await.expect(303);
    assert!(asked.location().starts_with("/auth/confirm"), "{}", asked.location());
    let email = ada.email.clone();
    thief.post("/account/delete", &[("email", &email)]).await.expect(303);
    ada.get("/account").await.expect(200);
}

#[tokio::test]
async fn a_program_is_signed_out_of_its_bearer_and_its_cookie() {
    let app = TestApp::spawn().await;
    let (ada, other) = (app.person("Ada").await, app.person("Eve").await);
    let other = &other.cookies["tenantry"];
    let sign_in = json!({ "email": ada.email, "password": PASSWORD });
    let issue = async || {
        let reply = app.visitor().post_json("/api/v1/auth/signin", sign_in.clone()).await;
        reply.expect(200).json()["session"]["token"].as_str().unwrap().to_owned()
    };
    let stale = issue().await;
    let bearer = async |method: reqwest::Method, path: &str, token: &str, cookie: Option<&str>| {
        let mut program = app.visitor();
        let request = program.request(method, path).header("origin", ORIGIN);
        let request = match cookie {
            Some(cookie) => request.header("cookie", format!("tenantry={cookie}")),
            None => request,
        };
        program.send(request.header("authorization", format!("Bearer {token}"))).await
    };
    let sign_out = async |token: &str, cookie: Option<&str>| {
        bearer(reqwest::Method::POST, "/api/v1/auth/signout", token, cookie).await.expect(200);
    };
    sign_out(&stale, None).await;
    sign_out(&stale, Some(&ada.cookies["tenantry"])).await;
    assert_eq!(ours(&app, &ada.cookies["tenantry"]).await, Found::Over, "beside a stale bearer");
    let live = issue().await;
    sign_out(&live, Some(other)).await;
    assert_eq!(ours(&app, other).await, Found::Over, "beside a bearer of another session");
    let me = bearer(reqwest::Method::GET, "/api/v1/auth/me", &live, None).await;
    assert_eq!(me.status, 401);
}
