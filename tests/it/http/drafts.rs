//! Text that was typed into a form which the server doesn't take.

use reqwest::Method;

use crate::harness::{Browser, ORIGIN, Reply, Tap, TestApp, TestDatabase};

/// Sends a form as a browser does from the page `from`.
async fn post_from(browser: &mut Browser, from: &str, path: &str, form: &[(&str, &str)]) -> Reply {
    let request = browser.request(Method::POST, path).header("origin", ORIGIN);
    let request = request.header("accept", "text/html");
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let body = serde_urlencoded::to_string(form).unwrap();
    browser.send(request.header("referer", from).body(body)).await
}

#[tokio::test]
async fn a_form_that_comes_after_the_session_is_over_is_kept_to_be_sent_again() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let path = format!("/o/{acme}/todos");
    let form = [("title", "Order \"oak\""), ("key", "k"), ("shared", "true"), ("view", "")];
    let mut visitor = app.visitor();
    let from = format!("{ORIGIN}{path}?filter=open");
    let kept = post_from(&mut visitor, &from, &path, &form).await.expect(401);
    for part in [
        format!("<form class=\"panel stack\" method=\"post\" action=\"{path}\""),
        String::from("name=\"title\" type=\"text\" value=\"Order &quot;oak&quot;\""),
        String::from("name=\"shared\" value=\"true\""),
        String::from("Send it again"),
        format!(
            "/auth/login?return_to=%2Fo%2F{}%2Ftodos%3Ffilter%3Dopen",
            acme.replace('-', "%2D")
        ),
    ] {
        assert!(kept.text.contains(&part), "{part} is not in {}", kept.text);
    }
    ada.post(&path, &form).await.expect(303);

    // Nothing was typed: signing in leads back to the page.
    let tick = format!("{path}/0197e0f0-0000-7000-8000-000000000000/completion");
    let answer = post_from(&mut visitor, &from, &tick, &[("view", "")]).await;
    assert!(answer.expect(303).location().ends_with("%2Ftodos%3Ffilter%3Dopen"));
    // A page elsewhere isn't led back to.
    let from = "https://evil.example/o/acme";
    let answer = post_from(&mut visitor, from, &tick, &[("view", "")]).await;
    assert_eq!(answer.expect(303).location(), "/auth/login");
}

#[tokio::test]
async fn a_form_that_meets_an_outage_is_kept_to_be_sent_again_but_no_password() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let variables = [("DATABASE_URL", url.as_str()), ("DB_ACQUIRE_TIMEOUT_SECS", "1")];
    let app = TestApp::on(database, &variables).await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    tap.cut();
    let form = [("title", "Order oak"), ("notes", "From Keller\nby rail")];
    let kept = ada.post(&format!("/o/{acme}/todos/new"), &form).await.expect(503);
    assert!(kept.text.contains("From Keller\nby rail</textarea>"), "{}", kept.text);
    assert!(kept.text.contains("Send it again"), "{}", kept.text);
    let form = [("current_password", "a quiet street"), ("password", "a quieter street")];
    let kept = ada.post("/account/password", &form).await.expect(503);
    assert!(!kept.text.contains("street"), "{}", kept.text);
    assert!(!kept.text.contains("Send it again"), "{}", kept.text);
}

#[tokio::test]
async fn a_session_is_kept_open_by_a_button() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let home = format!("/o/{acme}/dashboard");
    let seconds = |page: &str| -> i64 {
        let rest = page.split("<body data-session=\"").nth(1).expect("the page tells the end");
        rest.split('"').next().unwrap().parse().unwrap()
    };
    let week = seconds(&ada.get(&home).await.expect(200).text);
    assert!((600_000..=604_800).contains(&week), "{week}");
    assert!(!app.visitor().get("/").await.expect(200).text.contains("data-session="));

    let soon = "UPDATE sessions SET expires_at = now() + interval '100 seconds'";
    app.database.run(soon).await;
    let stay = [("return_to", home.as_str())];
    let confirm = ada.post("/auth/session", &stay).await.expect(303);
    assert!(confirm.location().starts_with("/auth/confirm?return_to="), "{}", confirm.location());
    let late = "UPDATE sessions SET refreshed_at = now() - interval '2 days'";
    app.database.run(late).await;
    assert_eq!(ada.post("/auth/session", &stay).await.expect(303).location(), home);
    assert!(seconds(&ada.get(&home).await.expect(200).text) > 600_000);
    assert_eq!(
        app.visitor().post("/auth/session", &[]).await.expect(303).location(),
        "/auth/login"
    );
}
