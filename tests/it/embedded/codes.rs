//! One-time codes: kept apart, counted, used once.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tenantry::types::Browser;

use crate::harness::{TestApp, unique};

use super::world::{ADA, PASSWORD, World, end, post, wrong};

#[tokio::test]
async fn a_replaced_and_an_old_code_are_told_apart() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let first = world.code(ADA).await;
    let mut second = first.clone();
    while second == first {
        world.send(ADA, "email-verification").await;
        second = world.code(ADA).await;
    }
    assert_eq!(end(&world.verify(&first).await), "400 INVALID_OTP");
    world.pass(300);
    assert_eq!(end(&world.verify(&second).await), "400 OTP_EXPIRED");
    assert_eq!(end(&world.verify(&second).await), "400 INVALID_OTP");
}

#[tokio::test]
async fn a_code_bears_three_wrong_tries_and_works_once() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let code = world.code(ADA).await;
    for _ in 0..3 {
        assert_eq!(end(&world.verify(&wrong(&code)).await), "400 INVALID_OTP");
    }
    assert_eq!(end(&world.verify(&code).await), "403 TOO_MANY_ATTEMPTS");
    assert_eq!(end(&world.verify(&code).await), "400 INVALID_OTP");

    world.send(ADA, "email-verification").await;
    let code = world.code(ADA).await;
    for _ in 0..2 {
        assert_eq!(end(&world.verify(&wrong(&code)).await), "400 INVALID_OTP");
    }
    let check = json!({ "email": ADA, "type": "email-verification", "otp": code });
    for _ in 0..4 {
        let checked = world.post("/email-otp/check-verification-otp", check.clone()).await;
        assert_eq!(end(&checked), "200", "a check uses nothing up");
    }
    assert_eq!(end(&world.verify(&code).await), "200");
    assert_eq!(end(&world.verify(&code).await), "400 INVALID_OTP");
}

#[tokio::test]
async fn the_table_holds_a_digest_that_fits_one_purpose_and_one_mailbox() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let code = world.code(ADA).await;
    let value = world.value("SELECT value FROM neon_auth.verification").await;
    assert!(value.len() == 66 && value.ends_with(":0") && !value.contains(&code));
    let sign_in = json!({ "email": ADA, "otp": code });
    assert_eq!(end(&world.post("/sign-in/email-otp", sign_in).await), "400 INVALID_OTP");
    let other = json!({ "email": "eve@example.com", "otp": code });
    assert_eq!(end(&world.post("/email-otp/verify-email", other).await), "400 INVALID_OTP");
}

#[tokio::test]
async fn strangers_are_told_what_members_are_and_get_no_mail() {
    let world = World::spawn().await;
    let stranger = json!({ "email": "nobody@example.com" });
    world.send("nobody@example.com", "email-verification").await;
    for path in ["/email-otp/request-password-reset", "/forget-password/email-otp"] {
        assert_eq!(end(&world.post(path, stranger.clone()).await), "200");
    }
    assert_eq!(world.database.count("outbox").await, 0);
    let body = json!({ "email": "nobody@example.com", "otp": "000000" });
    let mut ends = Vec::new();
    for _ in 0..5 {
        ends.push(end(&world.post("/email-otp/verify-email", body.clone()).await));
    }
    assert_eq!(ends[..3], ["400 INVALID_OTP"; 3]);
    assert_eq!(ends[3..], ["403 TOO_MANY_ATTEMPTS", "400 INVALID_OTP"]);
}

#[tokio::test]
async fn sixteen_right_codes_at_once_make_one_session() {
    for path in ["/email-otp/verify-email", "/sign-in/email-otp"] {
        let world = World::spawn().await;
        match path {
            "/sign-in/email-otp" => world.send(ADA, "sign-in").await,
            _ => drop(world.sign_up(PASSWORD).await),
        }
        let body = json!({ "email": ADA, "otp": world.code(ADA).await });
        let (ours, theirs) = (&world.provider, &world.replica());
        let calls = (0..16).map(|n| if n % 2 == 0 { ours } else { theirs });
        let calls = calls.map(|provider| provider.call(post(path, &body)));
        let ends: Vec<String> = join_all(calls).await.iter().map(end).collect();
        assert_eq!(ends.iter().filter(|end| *end == "200").count(), 1, "{ends:?}");
        assert_eq!(ends.iter().filter(|end| *end == "400 INVALID_OTP").count(), 15, "{ends:?}");
        assert_eq!(world.database.count("neon_auth.session").await, 1);
        assert_eq!(world.database.count("neon_auth.\"user\"").await, 1);
    }
}

#[tokio::test]
async fn many_wrong_codes_at_once_get_three_tries_whatever_they_are_for() {
    for (kind, path, calls) in [
        ("email-verification", "/email-otp/verify-email", 50),
        ("email-verification", "/email-otp/check-verification-otp", 50),
        ("sign-in", "/sign-in/email-otp", 50),
        // Each of these hashes a password.
        ("forget-password", "/email-otp/reset-password", 12),
    ] {
        let world = World::spawn().await;
        world.sign_up(PASSWORD).await;
        // A program's code, and all of these calls try the same one.
        let ask = post("/email-otp/send-verification-otp", &json!({ "email": ADA, "type": kind }));
        assert_eq!(end(&world.provider.call(ask).await), "200");
        let right = world.code(ADA).await;
        let body = |code: &str| json!({ "email": ADA, "otp": code, "type": kind, "password": "another horse entirely" });
        let (ours, theirs) = (&world.provider, &world.replica());
        let wrong = body(&wrong(&right));
        let replicas = (0..calls).map(|n| if n % 2 == 0 { ours } else { theirs });
        let ends = join_all(replicas.map(|provider| provider.call(post(path, &wrong)))).await;
        let ends: Vec<String> = ends.iter().map(end).collect();
        let many = ends.iter().filter(|end| *end == "403 TOO_MANY_ATTEMPTS").count();
        assert_eq!(many, 1, "{path} {ends:?}");
        let wrong = ends.iter().filter(|end| *end == "400 INVALID_OTP").count();
        assert_eq!(wrong, calls - 1, "{path} {ends:?}");
        let late = world.provider.call(post(path, &body(&right))).await;
        assert_eq!(end(&late), "400 INVALID_OTP", "{path}");
        assert_eq!(world.database.count("neon_auth.session").await, 0);
    }
}

#[tokio::test]
async fn a_programs_code_tried_from_both_sides_at_once_gets_three_tries() {
    let world = World::spawn().await;
    let ask = json!({ "email": ADA, "type": "sign-in" });
    let asker = Browser::default();
    let asked = world.post_from(&asker, "/email-otp/send-verification-otp", ask).await;
    assert_eq!(end(&asked), "200");
    let right = world.code(ADA).await;
    let body = |code: &str| json!({ "email": ADA, "otp": code });
    // With the cookie that came with the answer, and without it.
    let (ours, theirs, wrong) = (&world.provider, &world.replica(), body(&wrong(&right)));
    let calls = (0..40).map(|n| {
        let mut call = post("/sign-in/email-otp", &wrong);
        if n % 2 == 0 {
            call.client.browser = asker.clone();
        }
        if n % 3 == 0 { ours.call(call) } else { theirs.call(call) }
    });
    let ends: Vec<String> = join_all(calls).await.iter().map(end).collect();
    let many = ends.iter().filter(|end| *end == "403 TOO_MANY_ATTEMPTS").count();
    assert_eq!(many, 1, "{ends:?}");
    assert_eq!(ends.iter().filter(|end| *end == "400 INVALID_OTP").count(), 39, "{ends:?}");
    for browser in [asker, Browser::default()] {
        let late = world.post_from(&browser, "/sign-in/email-otp", body(&right)).await;
        assert_eq!(end(&late), "400 INVALID_OTP");
    }
}

#[tokio::test]
async fn a_stranger_who_signs_in_by_code_becomes_a_proven_user_without_password() {
    let world = World::spawn().await;
    world.send(ADA, "sign-in").await;
    let body = json!({ "email": ADA, "otp": world.code(ADA).await, "name": "Ada" });
    let answer = world.post("/sign-in/email-otp", body).await.value();
    assert_eq!(answer["user"]["emailVerified"], true);
    assert_eq!((&answer["user"]["name"], &answer["user"]["image"]), (&json!("Ada"), &Value::Null));
    assert_eq!(world.database.count("neon_auth.account").await, 0);
}

#[tokio::test]
async fn the_page_tells_how_many_tries_a_code_has_left_also_to_strangers() {
    let app = TestApp::spawn().await;
    let email = format!("{}@example.com", unique("ada"));
    let form = [("name", "Ada"), ("email", email.as_str()), ("password", PASSWORD)];
    let mut ada = app.visitor();
    ada.post("/auth/sign-up", &form).await.expect(303);
    let mut stranger = app.visitor();
    for (browser, email) in [(&mut ada, email.as_str()), (&mut stranger, "nobody@example.com")] {
        let wrong = [("email", email), ("otp", "000000")];
        for told in ["2 tries left", "1 try left", "This code has no tries left"] {
            let page = browser.post("/auth/verify-email", &wrong).await.expect(422).text;
            assert!(page.contains(told), "{told} is not in {page}");
        }
    }
    // A new code has all of them again.
    ada.post("/auth/verify-email/resend", &[("email", &email)]).await.expect(303);
    let wrong = [("email", email.as_str()), ("otp", "000000")];
    let page = ada.post("/auth/verify-email", &wrong).await.expect(422).text;
    assert!(page.contains("2 tries left"), "{page}");
}

#[tokio::test]
async fn a_reset_and_a_change_of_address_tell_the_tries_left_as_well() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut stranger = app.visitor();
    let email = ada.email.clone();
    for (browser, email) in [(&mut ada, email.as_str()), (&mut stranger, "nobody@example.com")] {
        browser.post("/auth/forgot-password", &[("email", email)]).await.expect(200);
        let wrong = [("email", email), ("otp", "000000"), ("password", "another horse entirely")];
        for told in ["2 tries left", "1 try left", "This code has no tries left"] {
            let page = browser.post("/auth/reset-password", &wrong).await.expect(422).text;
            assert!(page.contains(told), "{told} is not in {page}");
        }
    }
    let new = format!("{}@example.com", unique("countess"));
    ada.post("/account/email", &[("new_email", &new)]).await.expect(303);
    let wrong = [("new_email", new.as_str()), ("otp", "000000")];
    for told in ["2 tries left", "1 try left", "This code has no tries left"] {
        let page = ada.post("/account/email/confirmation", &wrong).await.expect(422).text;
        assert!(page.contains(told), "{told} is not in {page}");
    }
}
