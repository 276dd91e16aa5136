//! A request holds one connection: in debug builds the pool panics if a task that holds
//! one asks for another, and the client's connection is closed.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;

use crate::harness::{Browser, PASSWORD, Reply, TestApp, routes};

/// The number refused at the same time.
const AT_ONCE: usize = 3;

/// Fills in every field of our forms with wrong values: taken, unknown or too short.
fn wrong<'a>(slug: &'a str, email: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("name", "Acme"),
        ("slug", slug),
        ("email", email),
        ("new_email", email),
        ("newEmail", email),
        ("role", "member"),
        ("todos_to", email),
        ("title", ""),
        ("due_on", "tomorrow"),
        ("assignee", "nobody@acme.example"),
        ("assignee_id", "nobody"),
        ("ids", "x"),
        ("domains", "example"),
        ("max_uses", "0"),
        ("domain", "gmail.com"),
        ("offer", "join"),
        ("mailbox", "nobody@acme.example"),
        ("approval", "on"),
        ("expires", "yesterday"),
        ("otp", "000000"),
        ("code", "000000"),
        ("token", "no-such-token"),
        ("password", "not the right one"),
        ("current_password", "not the right one"),
        ("new_password", "short"),
        ("newPassword", "short"),
        ("tenant", "no-such-organization"),
        ("return_to", "/account"),
    ]
}

async fn ask(browser: &Browser, method: &Method, path: &str, form: &[(&str, &str)]) -> Reply {
    let mut window = browser.another_window();
    let is_program = path.starts_with("/api/") || *method == Method::PATCH;
    match *method {
        Method::GET => window.get(path).await,
        Method::POST if !is_program => window.post(path, form).await,
        _ => {
            let body: serde_json::Map<_, _> =
                form.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            let request = window.request(method.clone(), path).json(&body);
            window.send(request.header("origin", crate::harness::ORIGIN)).await
        }
    }
}

async fn sign_in(app: &TestApp, email: &str) -> Browser {
    let mut browser = app.visitor();
    browser.email = email.to_owned();
    let form = [("email", email), ("password", PASSWORD)];
    browser.post("/auth/login", &form).await.expect(303);
    browser
}

#[tokio::test]
async fn whatever_is_refused_makes_do_with_a_pool_of_one() {
    let app = TestApp::with(&[("DB_POOL_SIZE", "1"), ("DB_POOL_OVERFLOW", "0")]).await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &slug, &mut bob, "member").await;
    ada.post(&format!("/o/{slug}/todos"), &[("title", "Ship")]).await.expect(303);
    let nobody = "00000000-0000-4000-8000-000000000000";

    for (method, pattern) in routes() {
        let path = pattern.replace("{slug}", &slug).replace("{provider}", "google");
        let path = path.replace("{token}", "no-such-token").replace("{site}", "google");
        let path = path.replace("{id}", nobody).replace("{path:.*}", "no/such/call");
        let path = path.replace("{file:.*}", "no-such-file");
        for form in [Vec::new(), wrong(&slug, &bob.email)] {
            if ada.get_json("/api/v1/auth/me").await.status != 200 {
                ada = sign_in(&app, &ada.email).await;
            }
            let mut callers = vec![ada.another_window(), app.visitor()];
            // Bob could leave; Ada, the only owner, is refused.
            if method != Method::POST || !path.ends_with("/leave") {
                callers.push(bob.another_window());
            }
            for caller in &callers {
                let asked = (0..AT_ONCE).map(|_| ask(caller, &method, &path, &form));
                for reply in join_all(asked).await {
                    let status = reply.status.as_u16();
                    assert!(status < 500, "{method} {path} {form:?}: {status} {}", reply.text);
                }
            }
        }
    }
}

#[tokio::test]
async fn somebody_who_is_a_member_already_is_refused_on_one_connection() {
    let app = TestApp::with(&[("DB_POOL_SIZE", "1"), ("DB_POOL_OVERFLOW", "0")]).await;
    let (ada, slug) = app.owner("Ada", "Acme").await;
    let path = format!("/o/{slug}/invitations");
    let form = [("email", ada.email.as_str()), ("role", "member")];
    let asked = (0..40).map(|_| ask(&ada, &Method::POST, &path, &form));
    for reply in join_all(asked).await {
        let reply = reply.expect(422);
        assert!(reply.text.contains("Ada"), "the members are on the page");
    }
}
