//! Changes of address.

use super::{another_device, is_signed_in, sign_in, subjects};
use crate::harness::{Browser, PASSWORD, TestApp, unique};

async fn undo_link(app: &TestApp, email: &str) -> String {
    let mails = app.mails(email).await;
    let texts = mails.as_array().unwrap().iter().map(|mail| mail["text"].as_str().unwrap());
    let text = texts.into_iter().find(|text| text.contains("/auth/undo-email-change/")).unwrap();
    let at = text.find("/auth/undo-email-change/").unwrap();
    text[at..].split_whitespace().next().unwrap().to_owned()
}

/// Changes the address and returns the link that undoes it.
async fn change(app: &TestApp, browser: &mut Browser, old: &str, new: &str) -> String {
    browser.post("/account/email", &[("new_email", new)]).await.expect(303);
    let form = [("new_email", new), ("otp", &app.code(new).await)];
    browser.post("/account/email/confirmation", &form).await.expect(303);
    undo_link(app, old).await
}

#[tokio::test]
async fn it_is_proven_put_in_force_and_taken_back_by_the_former_mailbox() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let (old, new) = (ada.email.clone(), format!("{}@example.com", unique("countess")));
    let asked = ada.post("/account/email", &[("new_email", &new)]).await.expect(303);
    let page = ada.get(asked.location()).await.expect(200);
    assert!(page.text.contains(&new) && page.text.contains(&old));
    let wrong = [("new_email", new.as_str()), ("otp", "000000")];
    let refused = ada.post("/account/email/confirmation", &wrong).await.expect(422);
    assert!(refused.text.contains("Wrong code."));
    let code = app.code(&new).await;
    let form = [("new_email", new.as_str()), ("otp", &code)];
    ada.post("/account/email/confirmation", &form).await.expect(303);
    assert!(ada.get("/account").await.expect(200).text.contains(&new));
    assert_eq!(
        subjects(&app, &old).await[..2],
        ["Your email address was changed", "Your email address is about to change"]
    );

    let link = undo_link(&app, &old).await;
    let mut mailbox = app.visitor();
    for _ in 0..2 {
        mailbox.get(&link).await.expect(200);
    }
    assert!(is_signed_in(&mut ada).await, "looking at the link changes nothing");
    mailbox.post(&link, &[]).await.expect(303);
    assert!(!is_signed_in(&mut ada).await);
    mailbox.post(&link, &[]).await.expect(410);
    reset(&app, &old, "another horse entirely").await;
    sign_in(&mut ada, &old, "another horse entirely").await;
    assert!(ada.get("/account").await.expect(200).text.contains(&old));
}

/// Sets a password with the link that the undo mailed.
async fn reset(app: &TestApp, email: &str, password: &str) {
    let mails = app.mails(email).await;
    let mut texts = mails.as_array().unwrap().iter().map(|mail| mail["text"].as_str().unwrap());
    let text = texts.find_map(|text| text.split_once("/auth/reset-password?token=")).unwrap().1;
    let token = text.split_whitespace().next().unwrap();
    let form = [("token", token), ("password", password)];
    app.visitor().post("/auth/reset-password/link", &form).await.expect(303);
}

#[tokio::test]
async fn an_undo_ends_the_ways_in_that_a_thief_added_before_the_change() {
    for door in ["page", "wire"] {
        let app = TestApp::spawn().await;
        let mut thief = app.person("Ada").await;
        let (old, new) = (thief.email.clone(), format!("{}@example.com", unique("countess")));
        // Neither sign-in method is hers: a first password, and an account at another site.
        app.database.run("DELETE FROM neon_auth.account").await;
        let form = [("password", "the thief's own horse")];
        thief.post("/account/password/new", &form).await.expect(303);
        let site = "INSERT INTO neon_auth.account (id, \"accountId\", \"providerId\", \"userId\",
                \"createdAt\", \"updatedAt\")
            SELECT gen_random_uuid(), '7', 'github', id, $1::text::timestamptz, $1::text::timestamptz FROM neon_auth.\"user\"";
        app.database.rows(site, &[&app.clock.now().to_rfc3339()]).await;
        app.clock.advance(chrono::TimeDelta::minutes(5));
        let link = change(&app, &mut thief, &old, &new).await;
        app.clock.advance(chrono::TimeDelta::minutes(5));
        match door {
            "page" => drop(app.visitor().post(&link, &[]).await.expect(303)),
            _ => {
                let token = link.rsplit('/').next().unwrap();
                let body = serde_json::json!({ "token": token });
                app.visitor().post_json("/api/auth/change-email/undo", body).await.expect(200);
            }
        }
        assert_eq!(app.database.count("neon_auth.account").await, 0, "{door}");
        let form = [("email", old.as_str()), ("password", "the thief's own horse")];
        app.visitor().post("/auth/login", &form).await.expect(422);
        let told = app.mails(&old).await;
        let told = told.as_array().unwrap().iter().map(|mail| mail["text"].as_str().unwrap());
        let told: Vec<_> = told.filter(|text| text.contains("was undone")).collect();
        assert!(told.len() == 1 && told[0].contains("link the sites"), "{told:?}");
        reset(&app, &old, "another horse entirely").await;
        sign_in(&mut app.visitor(), &old, "another horse entirely").await;
    }
}

#[tokio::test]
async fn an_invitation_to_the_new_address_waits_for_the_proof() {
    let app = TestApp::spawn().await;
    let (mut eve, slug) = app.owner("Eve", "Acme").await;
    let mut ada = app.person("Ada").await;
    let new = format!("{}@example.com", unique("countess"));
    let form = [("email", new.as_str()), ("role", "member")];
    eve.post(&format!("/o/{slug}/invitations"), &form).await.expect(303);
    let link = app.invitation_link(&new).await;
    ada.post("/account/email", &[("new_email", &new)]).await.expect(303);
    let early = ada.post(&format!("{link}/acceptance"), &[]).await;
    assert_ne!(early.status, 303, "{}", early.text);
    let code = app.code(&new).await;
    let form = [("new_email", new.as_str()), ("otp", &code)];
    ada.post("/account/email/confirmation", &form).await.expect(303);
    ada.post(&format!("{link}/acceptance"), &[]).await.expect(303);
}

#[tokio::test]
async fn a_taken_address_looks_like_a_free_one() {
    let app = TestApp::spawn().await;
    let (mut ada, eve) = (app.person("Ada").await, app.person("Eve").await);
    let asked = ada.post("/account/email", &[("new_email", &eve.email)]).await.expect(303);
    assert!(asked.location().starts_with("/account/email/confirmation?new="));
    assert_eq!(subjects(&app, &eve.email).await[0], "Your address was entered for another account");
    let mut phone = another_device(&app, &eve.email).await;
    assert!(is_signed_in(&mut phone).await);
    let own = ada.email.clone();
    let own = ada.post("/account/email", &[("new_email", &own)]).await.expect(422);
    assert!(own.text.contains("This is your address already."));
    ada.post("/account/email", &[("new_email", "ada at home")]).await.expect(422);
}

#[tokio::test]
async fn an_undo_that_has_to_wait_keeps_its_button() {
    let app = TestApp::with(&[("RATE_LIMIT_AUTH_PER_MINUTE", "6")]).await;
    let mut ada = app.person("Ada").await;
    let (old, new) = (ada.email.clone(), format!("{}@example.com", unique("countess")));
    let link = change(&app, &mut ada, &old, &new).await;
    let unknown = format!("{link}x");
    let mut mailbox = app.visitor();
    for _ in 0..6 {
        mailbox.post(&unknown, &[]).await;
    }
    let early = mailbox.post(&link, &[]).await.expect(429);
    assert!(early.text.contains(&format!(r#"action="{link}""#)), "{}", early.text);
    assert!(early.header("retry-after").is_some() && !early.text.contains("any more"));
    assert_eq!(people(&app, &new).await, 2, "nothing is undone yet");

    app.clock.advance(chrono::TimeDelta::minutes(1));
    mailbox.post(&link, &[]).await.expect(303);
    assert_eq!((people(&app, &old).await, people(&app, &new).await), (2, 0));
}

#[tokio::test]
async fn a_former_address_that_somebody_else_has_by_now_is_not_called_a_dead_link() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let (old, new) = (ada.email.clone(), format!("{}@example.com", unique("countess")));
    let link = change(&app, &mut ada, &old, &new).await;
    let form = [("name", "Eve"), ("email", old.as_str()), ("password", PASSWORD)];
    let mut eve = app.visitor();
    eve.post("/auth/sign-up", &form).await.expect(303);
    let form = [("email", old.as_str()), ("otp", &app.code(&old).await)];
    eve.post("/auth/verify-email", &form).await.expect(303);
    let kept = async || {
        let rows = "SELECT string_agg(t::text, ';' ORDER BY t::text) FROM
            (SELECT v::text FROM neon_auth.verification v UNION ALL
             SELECT a::text FROM neon_auth.account a UNION ALL
             SELECT u::text FROM neon_auth.\"user\" u) t";
        app.database.rows(rows, &[]).await[0].get::<_, String>(0)
    };
    let before = kept().await;
    for _ in 0..2 {
        let taken = app.visitor().post(&link, &[]).await.expect(409);
        assert!(taken.text.contains("Another account uses this address by now"), "{}", taken.text);
        assert!(taken.text.contains("give it another address"), "{}", taken.text);
        assert!(taken.text.contains(&format!(r#"action="{link}""#)));
        let body = serde_json::json!({ "token": link.rsplit('/').next().unwrap() });
        let taken = app.visitor().post_json("/api/auth/change-email/undo", body).await.expect(400);
        assert_eq!(taken.json()["code"], "EMAIL_ALREADY_IN_USE");
    }
    assert_eq!(kept().await, before, "a refusal uses nothing up");
    assert!(is_signed_in(&mut ada).await);
    assert_eq!((people(&app, &old).await, people(&app, &new).await), (2, 2));
    // The remedy that the page suggests, six days later.
    app.clock.advance(chrono::TimeDelta::days(6));
    let mut eve = app.visitor();
    sign_in(&mut eve, &old, PASSWORD).await;
    let elsewhere = format!("{}@example.com", unique("eve"));
    change(&app, &mut eve, &old, &elsewhere).await;
    app.visitor().post(&link, &[]).await.expect(303);
    assert_eq!((people(&app, &old).await, people(&app, &new).await), (2, 0));
    assert_eq!(people(&app, &elsewhere).await, 2, "the other account is left alone");
    assert!(is_signed_in(&mut eve).await && !is_signed_in(&mut ada).await);
}

/// Counts the address in our table and in the provider's.
async fn people(app: &TestApp, email: &str) -> i64 {
    let sql = "SELECT (SELECT count(*) FROM users WHERE email = $1)
        + (SELECT count(*) FROM neon_auth.\"user\" WHERE email = $1)";
    app.database.rows(sql, &[&email]).await[0].get(0)
}

#[tokio::test]
async fn an_undo_takes_back_the_deletion_that_was_asked_for_meanwhile() {
    let app = TestApp::spawn().await;
    let mut thief = app.person("Ada").await;
    let (old, new) = (thief.email.clone(), format!("{}@example.com", unique("countess")));
    let link = change(&app, &mut thief, &old, &new).await;
    thief.post("/account/delete", &[("email", &new)]).await.expect(303);
    let mut mailbox = app.visitor();
    mailbox.post(&link, &[]).await.expect(303);
    reset(&app, &old, "another horse entirely").await;
    sign_in(&mut mailbox, &old, "another horse entirely").await;
    assert!(is_signed_in(&mut mailbox).await, "the account is not closing");
    let told = app.mails(&old).await;
    let told = told.as_array().unwrap().iter().map(|mail| mail["text"].as_str().unwrap());
    let undone = told.into_iter().find(|text| text.contains("was undone")).unwrap();
    assert!(undone.contains("deletion"), "{undone}");
    let history = mailbox.get("/account/activity").await.expect(200).text;
    assert!(history.contains("Kept the account"), "{history}");
}
