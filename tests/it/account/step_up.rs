//! Sensitive actions need a proof from the last ten minutes.

use chrono::TimeDelta;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::Method;
use serde_json::json;

use super::{another_device, is_signed_in, pass_ten_minutes};
use crate::harness::{PASSWORD, TestApp};

fn by_password(password: &str) -> [(&'static str, &str); 2] {
    [("return_to", "/account/email"), ("password", password)]
}

#[tokio::test]
async fn a_password_opens_what_is_sensitive_and_leads_back_under_new_tokens() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    app.clock.advance(TimeDelta::minutes(10));
    ada.get("/account/email").await.expect(200);
    app.clock.advance(TimeDelta::seconds(1));
    let to = ada.get("/account/email").await.expect(303);
    assert_eq!(to.location(), "/auth/confirm?return_to=%2Faccount%2Femail");
    ada.get(to.location()).await.expect(200);
    let wrong = ada.post("/auth/confirm", &by_password("wrong horse")).await.expect(422);
    assert!(wrong.text.contains("This isn’t your password."));
    ada.get("/account/email").await.expect(303);
    let mut former = ada.another_window();
    let back = ada.post("/auth/confirm", &by_password(PASSWORD)).await.expect(303);
    assert_eq!(back.location(), "/account/email");
    ada.get("/account/email").await.expect(200);
    assert!(!is_signed_in(&mut former).await, "the former session is over");
    assert_eq!(app.database.count("sessions").await, 1);
    assert_eq!(app.database.count("neon_auth.session").await, 1);
    let page = ada.get("/account/activity").await.expect(200);
    assert!(page.text.contains("Confirmed it was you with your password"));
    assert!(page.text.contains("Failed to confirm it was you with your password"));
}

#[tokio::test]
async fn a_mailed_code_is_a_proof_as_well() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    pass_ten_minutes(&app);
    let form = [("return_to", "/account/delete")];
    let asked = ada.post("/auth/confirm/code", &form).await.expect(303);
    ada.get(asked.location()).await.expect(200);
    let code = app.code(&ada.email).await;
    let form = [("return_to", "/account/delete"), ("otp", &code)];
    let back = ada.post("/auth/confirm", &form).await.expect(303);
    ada.get(back.location()).await.expect(200);
    let again = ada.post("/auth/confirm", &form).await.expect(422);
    assert!(again.text.contains("Wrong code."));
}

#[tokio::test]
async fn every_sensitive_page_and_form_asks() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    pass_ten_minutes(&app);
    let written = async || {
        let (mails, events) = (app.database.count("outbox"), app.database.count("security_events"));
        let leaving = app.database.count("users WHERE deletion_due_at IS NOT NULL");
        futures_util::join!(mails, events, leaving)
    };
    let before = written().await;
    for page in ["/account/email", "/account/delete"] {
        assert!(ada.get(page).await.expect(303).location().starts_with("/auth/confirm?"), "{page}");
    }
    for path in [
        "/account/email",
        "/account/delete",
        "/account/export",
        "/account/methods/01957/delete",
        "/account/methods/google",
    ] {
        let form = [("email", ada.email.clone()), ("new_email", "new@example.com".into())];
        let form = form.each_ref().map(|(name, text)| (*name, text.as_str()));
        let reply = ada.post(path, &form).await.expect(303);
        assert!(reply.location().starts_with("/auth/confirm?return_to=%2Faccount%2F"), "{path}");
    }
    let kept = ada.post("/account/email", &[("new_email", "new@example.com")]).await.expect(303);
    assert!(kept.location().contains("new%3Dnew%2540example%252Ecom"), "{}", kept.location());
    assert_eq!(written().await, before, "nothing is done before the proof");
}

#[tokio::test]
async fn who_never_signed_in_here_ends_no_other_session_before_a_proof() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let jwt = ada.get_json("/api/auth/token").await.json()["token"].clone();
    let mut by_jwt = app.visitor();
    by_jwt.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
    let session = async |is_derived: bool| -> String {
        let sql = "SELECT id::text FROM sessions WHERE (authenticated_at IS NULL) = $1";
        app.database.rows(sql, &[&is_derived]).await[0].get(0)
    };
    // Ending its own session would also end the one that it derives from.
    let named = [session(false).await, session(true).await];
    let named = named.map(|id| format!("/account/sessions/{id}/delete"));
    for path in named.iter().chain([&String::from("/account/sessions/delete")]) {
        let asked = by_jwt.post(path, &[]).await.expect(303);
        assert_eq!(asked.location(), "/auth/confirm?return_to=%2Faccount%2Fsecurity", "{path}");
    }
    // The JWT itself opens no session and no page.
    let bearer = format!("Bearer {}", jwt.as_str().unwrap());
    let mut program = app.visitor();
    for path in ["/account/sessions/delete", "/api/auth/revoke-other-sessions"] {
        let request = program.request(Method::POST, path).header("authorization", &bearer);
        let refused = program.send(request.json(&json!({}))).await;
        assert_ne!(refused.status, 200, "{path}");
    }
    assert!(is_signed_in(&mut ada).await);
    // For ending sessions, any sign-in counts, however old: it's how one defends oneself.
    pass_ten_minutes(&app);
    let mut elsewhere = another_device(&app, &ada.email).await;
    pass_ten_minutes(&app);
    let ended = ada.post("/account/sessions/delete", &[]).await.expect(303);
    assert_eq!(ended.location(), "/account/security");
    assert!(!is_signed_in(&mut elsewhere).await && !is_signed_in(&mut by_jwt).await);

    // It may sign out itself but no one else. After a proof it may end other sessions.
    let jwt = ada.get_json("/api/auth/token").await.json()["token"].clone();
    by_jwt.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
    by_jwt.post("/auth/logout", &[]).await.expect(303);
    assert!(!is_signed_in(&mut by_jwt).await && is_signed_in(&mut ada).await);
    let mut by_jwt = app.visitor();
    by_jwt.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
    let form = [("return_to", "/account"), ("password", PASSWORD)];
    assert_eq!(by_jwt.post("/auth/confirm", &form).await.expect(303).location(), "/account");
    let ended = by_jwt.post("/account/sessions/delete", &[]).await.expect(303);
    assert_eq!(ended.location(), "/account/security");
    assert!(!is_signed_in(&mut ada).await && is_signed_in(&mut by_jwt).await);
}

#[tokio::test]
async fn on_the_wire_only_the_same_persons_session_ends_others_of_ours() {
    let app = TestApp::spawn().await;
    let (mut ada, mut eve) = (app.person("Ada").await, app.person("Eve").await);
    let jwt = ada.get_json("/api/auth/token").await.json()["token"].clone();
    let mut by_jwt = app.visitor();
    by_jwt.post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(200);
    // The attacker's own session, sent next to the one from Ada's stolen JWT.
    let theirs = "better-auth.session_token";
    by_jwt.cookies.insert(theirs.to_owned(), eve.cookies[theirs].clone());
    let path = "/api/auth/revoke-other-sessions";
    by_jwt.post_json(path, json!({})).await.expect(200);
    assert!(is_signed_in(&mut ada).await && is_signed_in(&mut eve).await);

    let mut elsewhere = another_device(&app, &ada.email).await;
    ada.post_json(path, json!({})).await.expect(200);
    assert!(is_signed_in(&mut ada).await && !is_signed_in(&mut elsewhere).await);
    assert!(!is_signed_in(&mut by_jwt).await);
}

#[tokio::test]
async fn only_ones_own_proof_counts_and_only_ones_own_pages_follow() {
    let app = TestApp::spawn().await;
    let (mut ada, eve) = (app.person("Ada").await, app.person("Eve").await);
    let theirs = "better-auth.session_token";
    ada.cookies.insert(theirs.to_owned(), eve.cookies[theirs].clone());
    let unproven = ada.get("/account/security").await.expect(200).text;
    assert!(unproven.contains("Confirm it’s you") && !unproven.contains(&eve.email));
    let asked = ada.post("/account/methods/01957/delete", &[]).await.expect(303);
    assert_eq!(asked.location(), "/auth/confirm?return_to=%2Faccount%2Fsecurity");
    let form = [("password", PASSWORD), ("return_to", "https://evil.example/")];
    let back = ada.post("/auth/confirm", &form).await.expect(303);
    assert_eq!(back.location(), "/account");
    let proven = ada.get("/account/security").await.expect(200).text;
    assert!(proven.contains("Always on") && !proven.contains("Confirm it’s you"));
    assert!(
        app.visitor().get("/auth/confirm").await.expect(303).location().contains("/auth/login")
    );
}

#[tokio::test]
async fn making_somebody_an_owner_asks_as_well() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    pass_ten_minutes(&app);
    let path = format!("/o/{slug}/invitations");
    let admin = [("email", "ben@example.com"), ("role", "admin")];
    let owner = [("email", "dora@example.com"), ("role", "owner")];
    ada.post(&path, &admin).await.expect(303);
    let asked = ada.post(&path, &owner).await.expect(303);
    let kept = format!("{path}?email=dora%40example%2Ecom&role=owner#invite");
    let to = utf8_percent_encode(&kept, NON_ALPHANUMERIC).to_string();
    assert_eq!(asked.location(), format!("/auth/confirm?return_to={to}"));
    let body = json!({ "email": "cleo@example.com", "role": "owner" });
    let api = format!("/api/v1/tenants/{slug}/invitations");
    let refused = ada.post_json(&api, body).await.expect(403);
    assert_eq!(refused.json()["code"], "reauthentication_required");
    assert_eq!(app.database.count("invitations").await, 1, "only the admin's");
    let proof = [("password", PASSWORD), ("return_to", kept.as_str())];
    assert_eq!(ada.post("/auth/confirm", &proof).await.expect(303).location(), kept);
    let form = ada.get(kept.trim_end_matches("#invite")).await.expect(200).text;
    assert!(form.contains(">\ndora@example.com</textarea>") && form.contains(&checked("owner")));
    assert_eq!(app.database.count("invitations").await, 1, "looking at the form sends nothing");
    assert_eq!(ada.post(&path, &owner).await.expect(303).location(), path);
}

#[tokio::test]
async fn the_form_for_an_invitation_takes_no_role_that_may_not_be_given() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut ben = app.person("Ben").await;
    app.join(&mut ada, &slug, &mut ben, "admin").await;
    for role in ["owner", "\"><script>"] {
        let typed = [("email", "\"><script>"), ("role", role)];
        let typed = serde_urlencoded::to_string(typed).unwrap();
        let page = ben.get(&format!("/o/{slug}/invitations?{typed}")).await.expect(200).text;
        assert!(page.contains(&checked("member")) && !page.contains("<script>"), "{role}");
    }
}

fn checked(role: &str) -> String {
    format!(r#"name="role" value="{role}" checked"#)
}
