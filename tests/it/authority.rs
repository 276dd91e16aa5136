//! A revoked right is gone with the next request.

use chrono::TimeDelta;

use crate::harness::TestApp;

#[tokio::test]
async fn a_signed_out_cookie_is_refused_when_replayed() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let mut thief = ada.another_window();

    ada.post("/auth/logout", &[]).await.expect(303);

    let page = thief.get(&format!("/o/{slug}/todos")).await.expect(303);
    assert!(page.location().starts_with("/auth/login"));
    assert_eq!(app.database.count("sessions").await, 0);
}

#[tokio::test]
async fn deleting_the_providers_session_signs_out() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    ada.get(&format!("/o/{slug}/todos")).await.expect(200);

    app.database.run("DELETE FROM neon_auth.session").await;

    ada.get(&format!("/o/{slug}/todos")).await.expect(303);
}

#[tokio::test]
async fn a_ban_binds_until_it_lapses() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");

    app.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    ada.get(&todos).await.expect(303);
    app.database
        .run("UPDATE neon_auth.\"user\" SET \"banExpires\" = now() - interval '1 day'")
        .await;
    ada.get(&todos).await.expect(303);
    let email = ada.email.clone();
    let form = [("email", email.as_str()), ("password", crate::harness::PASSWORD)];
    ada.post("/auth/login", &form).await.expect(303);
    ada.get(&todos).await.expect(200);
}

#[tokio::test]
async fn a_suspended_user_is_signed_out() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;

    app.database.run("UPDATE users SET suspended_at = now()").await;

    ada.get(&format!("/o/{slug}/todos")).await.expect(303);
}

#[tokio::test]
async fn a_removed_member_finds_nothing_and_keeps_other_places() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let (mut bob, bobs) = app.owner("Bob", "Bobs").await;
    app.join(&mut ada, &acme, &mut bob, "member").await;
    bob.get(&format!("/o/{acme}/todos")).await.expect(200);

    app.database.run("DELETE FROM memberships WHERE role = 'member'").await;

    bob.get(&format!("/o/{acme}/todos")).await.expect(404);
    bob.get(&format!("/o/{bobs}/todos")).await.expect(200);
}

#[tokio::test]
async fn a_changed_role_binds_at_once() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;
    let invitations = format!("/o/{acme}/invitations");
    let guest = [("email", "carl@example.com"), ("role", "member")];
    bob.post(&invitations, &guest).await.expect(303);

    app.database.run("UPDATE memberships SET role = 'member' WHERE role = 'admin'").await;

    let guest = [("email", "dora@example.com"), ("role", "member")];
    bob.post(&invitations, &guest).await.expect(403);
    assert_eq!(app.database.count("invitations").await, 2);
}

#[tokio::test]
async fn nobody_invites_above_their_own_role() {
    let app = TestApp::spawn().await;
    let (mut ada, acme) = app.owner("Ada", "Acme").await;
    let mut bob = app.person("Bob").await;
    app.join(&mut ada, &acme, &mut bob, "admin").await;

    let guest = [("email", "carl@example.com"), ("role", "owner")];
    let reply = bob.post(&format!("/o/{acme}/invitations"), &guest).await.expect(422);

    assert!(reply.text.contains("up to your own"));
    assert_eq!(app.database.count("invitations").await, 1);
}

#[tokio::test]
async fn sessions_slide_with_the_providers_while_used_and_end_when_idle() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");

    app.clock.advance(TimeDelta::days(6));
    let page = ada.get(&todos).await.expect(200);
    assert!(page.header("set-cookie").is_some(), "the cookie's expiry slides with the row's");
    app.clock.advance(TimeDelta::days(6));
    ada.get(&todos).await.expect(200);
    app.clock.advance(TimeDelta::days(7));
    ada.get(&todos).await.expect(303);
}

#[tokio::test]
async fn sessions_end_after_their_absolute_lifetime() {
    let app = TestApp::spawn().await;
    let (mut ada, slug) = app.owner("Ada", "Acme").await;
    let todos = format!("/o/{slug}/todos");

    for _ in 0..7 {
        app.clock.advance(TimeDelta::days(4));
        ada.get(&todos).await.expect(200);
    }
    app.clock.advance(TimeDelta::days(4));
    ada.get(&todos).await.expect(303);
}

#[tokio::test]
async fn signing_out_everywhere_else_keeps_this_session() {
    let app = TestApp::spawn().await;
    let (mut laptop, slug) = app.owner("Ada", "Acme").await;
    let mut phone = app.visitor();
    let form = [("email", laptop.email.as_str()), ("password", crate::harness::PASSWORD)];
    phone.post("/auth/login", &form).await.expect(303);
    phone.get(&format!("/o/{slug}/todos")).await.expect(200);

    laptop.post("/account/sessions/delete", &[]).await.expect(303);

    phone.get(&format!("/o/{slug}/todos")).await.expect(303);
    laptop.get(&format!("/o/{slug}/todos")).await.expect(200);
}

#[tokio::test]
async fn the_stored_values_are_no_credentials() {
    let app = TestApp::spawn().await;
    let (_ada, slug) = app.owner("Ada", "Acme").await;
    let rows = app.database.rows("SELECT encode(token_hash, 'hex') FROM sessions", &[]).await;
    let hash: String = rows[0].get(0);
    let rows = app.database.rows("SELECT token FROM neon_auth.session", &[]).await;
    let provider_hash: String = rows[0].get(0);

    let mut thief = app.visitor();
    for token in [&hash, &provider_hash] {
        let reply = thief.post_json("/auth/neon-callback", serde_json::json!({ "token": token }));
        reply.await.expect(401);
        thief.cookies.insert(String::from("tenantry"), token.clone());
        thief.get(&format!("/o/{slug}/todos")).await.expect(303);
    }
    assert_eq!(app.database.count("sessions").await, 1);
}

#[tokio::test]
async fn a_new_sign_in_replaces_the_session_that_was_there() {
    let app = TestApp::spawn().await;
    let mut ada = app.person("Ada").await;
    let mut fixed = ada.another_window();
    let form = [("email", ada.email.clone()), ("password", crate::harness::PASSWORD.to_owned())];
    let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();

    ada.post("/auth/login", &form).await.expect(303);

    assert_eq!(fixed.get("/dashboard").await.location(), "/auth/login");
    assert_eq!(ada.get("/dashboard").await.location(), "/auth/no-organization");
}
