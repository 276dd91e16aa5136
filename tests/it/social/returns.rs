//! The way there and back, and who may take it.

use futures_util::future::join_all;
use serde_json::json;

use super::{ADA, SITES, World, error, signed_in};
use crate::harness::{OAuth, Reply, Tap, TestDatabase};

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_becomes_a_verified_user_and_comes_back_as_the_same() {
    for site in SITES {
        let world = World::spawn().await;
        let mut ada = world.app.visitor();
        let first = OAuth::sign_in(&mut ada, site, ADA).await.expect(302);
        assert_eq!(first.location(), "/auth/no-organization");
        assert_eq!(signed_in(&mut ada).await, (json!("ada@example.com"), true));
        assert_eq!(world.person("ada@example.com").await, format!("Ada Lovelace|true|{site}:1001"));

        // The address at the site may change, but the key doesn't.
        let moved = [("sub", "1001"), ("email", "ada@elsewhere.example"), ("name", "Countess")];
        let second = OAuth::sign_in(&mut world.app.visitor(), site, &moved).await.expect(302);
        assert_eq!(second.location(), "/dashboard");
        assert_eq!(world.person("ada@example.com").await, format!("Ada Lovelace|true|{site}:1001"));
        assert_eq!(world.app.database.count("neon_auth.\"user\"").await, 1);
        assert_eq!(world.app.database.count("users").await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sixteen_returns_at_once_begin_one_session() {
    for site in SITES {
        let world = World::spawn().await;
        let mut ada = world.app.visitor();
        let url = OAuth::begin(&mut ada, site).await;
        let back = OAuth::consent(&url, ADA).await;
        let calls = (0..16).map(|_| {
            let mut window = ada.another_window();
            let back = back.clone();
            async move { window.get(&back).await }
        });
        let replies: Vec<Reply> = join_all(calls).await;
        let good = |reply: &&Reply| reply.location() == "/auth/no-organization";
        assert_eq!(replies.iter().filter(good).count(), 1);
        for reply in replies.iter().filter(|reply| !good(reply)) {
            assert_eq!(reply.location(), "/auth/login?error=state_mismatch");
        }
        assert_eq!(world.sessions().await, (1, 1));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_belongs_to_one_browser_one_site_one_use_and_ten_minutes() {
    let world = World::spawn().await;
    let (mut ada, mut eve) = (world.app.visitor(), world.app.visitor());
    let url = OAuth::begin(&mut ada, "google").await;
    let back = OAuth::consent(&url, ADA).await;

    // Another browser, without a flow and with its own.
    assert_eq!(eve.get(&back).await.location(), "/auth/login?error=state_mismatch");
    OAuth::begin(&mut eve, "google").await;
    assert_eq!(eve.get(&back).await.location(), "/auth/login?error=state_mismatch");
    // Another site.
    let elsewhere = back.replace("/callback/google", "/callback/github");
    assert_eq!(ada.get(&elsewhere).await.location(), "/auth/login?error=state_mismatch");
    let unknown = back.replace("/callback/google", "/callback/myspace");
    assert_eq!(ada.get(&unknown).await.location(), "/auth/login?error=oauth_provider_not_found");
    assert_eq!(world.sessions().await, (0, 0));
    // No one has used it up; now it works, once.
    ada.get(&back).await.expect(302);
    assert_eq!(world.sessions().await, (1, 1));
    let mut again = ada.another_window();
    assert_eq!(again.get(&back).await.location(), "/auth/login?error=state_mismatch");

    let url = OAuth::begin(&mut eve, "google").await;
    let late = OAuth::consent(&url, ADA).await;
    world.app.clock.advance(chrono::TimeDelta::minutes(10));
    assert_eq!(eve.get(&late).await.location(), "/auth/login?error=state_mismatch");
    assert_eq!(world.sessions().await, (1, 1));
}

/// Code injection (RFC 9700 §4.5): a code is only valid with the PKCE verifier of the
/// flow it was issued in.
#[tokio::test(flavor = "multi_thread")]
async fn another_flows_code_signs_nobody_in() {
    let world = World::spawn().await;
    let code = |back: &str| back.split("code=").nth(1).unwrap().to_owned();
    for site in SITES {
        let (mut ada, mut eve) = (world.app.visitor(), world.app.visitor());
        let adas = OAuth::consent(&OAuth::begin(&mut ada, site).await, ADA).await;
        let own = [("sub", "666"), ("email", "eve@example.com")];
        let eves = OAuth::consent(&OAuth::begin(&mut eve, site).await, &own).await;
        let injected = eves.replace(&code(&eves), &code(&adas));
        assert_ne!(injected, eves);
        assert_eq!(error(&eve.get(&injected).await), "invalid_code", "{site}");
    }
    assert_eq!(world.sessions().await, (0, 0));
    assert_eq!(world.app.database.count("neon_auth.\"user\"").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_tabs_may_be_under_way_at_once() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let first = OAuth::begin(&mut ada, "google").await;
    let second = OAuth::begin(&mut ada, "github").await;
    let first = OAuth::consent(&first, ADA).await;
    let second = OAuth::consent(&second, ADA).await;
    assert_eq!(ada.get(&second).await.location(), "/auth/no-organization");
    assert_eq!(ada.get(&first).await.location(), "/dashboard");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_request_uses_nothing_up() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let back = OAuth::consent(&OAuth::begin(&mut ada, "google").await, ADA).await;
    let head = ada.request(reqwest::Method::HEAD, &back);
    assert_eq!(ada.send(head).await.status, 404);
    ada.get(&back).await.expect(302);
    assert_eq!(world.sessions().await, (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_no_and_a_wrong_code_sign_nobody_in_and_keep_the_way() {
    let world = World::spawn().await;
    for site in SITES {
        let mut ada = world.app.visitor();
        let no = OAuth::sign_in(&mut ada, site, &[("deny", "1")]).await;
        assert_eq!(no.location(), "/auth/login?return_to=%2Finvitations%2Fabc&error=access_denied");
        let wrong = [("sub", "1"), ("email", "ada@example.com"), ("fault", "wrong_code")];
        let wrong = OAuth::sign_in(&mut ada, site, &wrong).await;
        assert_eq!(error(&wrong), "invalid_code");

        let url = OAuth::begin(&mut ada, site).await;
        let back = OAuth::consent(&url, ADA).await;
        let without_code = back.replace("code=", "c=");
        assert_eq!(error(&ada.get(&without_code).await), "no_code");
        let without_state = format!("/api/auth/callback/{site}?code=x");
        let reply = ada.get(&without_state).await;
        assert_eq!(reply.location(), "/auth/login?error=state_not_found");
    }
    assert_eq!(world.sessions().await, (0, 0));
    assert_eq!(world.app.database.count("neon_auth.\"user\"").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outage_of_a_site_signs_nobody_in() {
    let mut world = World::spawn().await;
    let mut ada = world.app.visitor();
    for (site, fault) in
        [("google", "token_down"), ("github", "token_down"), ("github", "api_down")]
    {
        let who = [("sub", "1"), ("email", "ada@example.com"), ("fault", fault)];
        let reply = OAuth::sign_in(&mut ada, site, &who).await;
        assert_eq!(error(&reply), "provider_unavailable", "{site} {fault}");
    }
    let refuses = [("sub", "1"), ("email", "ada@example.com"), ("fault", "api_refuses")];
    let reply = OAuth::sign_in(&mut ada, "github", &refuses).await;
    assert_eq!(error(&reply), "unable_to_get_user_info");

    let back = OAuth::consent(&OAuth::begin(&mut ada, "google").await, ADA).await;
    world.oauth.stop().await;
    assert_eq!(error(&ada.get(&back).await), "provider_unavailable");
    assert_eq!(world.sessions().await, (0, 0));
}

/// The path is under `/api/`, but a browser comes back to it.
#[tokio::test(flavor = "multi_thread")]
async fn who_is_suspended_or_comes_during_an_outage_of_ours_is_told_on_the_sign_in_page() {
    let database = TestDatabase::new().await;
    let tap = Tap::on(&database).await;
    let url = tap.url(&database);
    let more = [("DATABASE_URL", url.as_str()), ("DB_ACQUIRE_TIMEOUT_SECS", "1")];
    let world = World::on(database, &more).await;
    let mut ada = world.app.visitor();
    OAuth::sign_in(&mut ada, "google", ADA).await.expect(302);
    world.app.database.run("UPDATE users SET suspended_at = now(); DELETE FROM sessions").await;
    let mut phone = world.app.visitor();
    let refused = OAuth::sign_in(&mut phone, "google", ADA).await.expect(302);
    assert!(refused.location().starts_with("/auth/login?"), "{}", refused.location());
    assert!(refused.location().ends_with("error=banned"), "{}", refused.location());
    assert!(refused.header("set-cookie").is_none(), "nobody is signed in");
    let page = phone.get(refused.location()).await.expect(200);
    assert!(page.text.contains("This account is suspended."), "{}", page.text);

    world.app.database.run("UPDATE users SET suspended_at = NULL").await;
    let back = OAuth::consent(&OAuth::begin(&mut phone, "google").await, ADA).await;
    tap.cut();
    let refused = phone.get(&back).await.expect(303);
    assert_eq!(refused.location(), "/auth/login?error=provider_unavailable");
    assert!(refused.header("set-cookie").is_none(), "nobody is signed in");
    tap.mend();
    assert_eq!(world.app.database.count("sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_site_that_is_not_there_at_the_start_is_a_503() {
    let mut world = World::spawn().await;
    world.oauth.stop().await;
    let body = json!({ "provider": "google" });
    let mut ada = world.app.visitor();
    let reply = ada.post_json("/api/auth/sign-in/social", body).await.expect(503);
    assert!(reply.header("retry-after").is_some());
    let page = ada.post("/auth/social/google", &[]).await.expect(503);
    assert!(page.text.contains("Sign-in isn’t available right now"), "{}", page.text);
}

/// Takes the eight seconds that a call may take.
#[tokio::test(flavor = "multi_thread")]
async fn a_slow_site_is_not_waited_for() {
    let world = World::spawn().await;
    let slow = [("sub", "1"), ("email", "ada@example.com"), ("fault", "token_slow")];
    let mut ada = world.app.visitor();
    let asked = std::time::Instant::now();
    let reply = OAuth::sign_in(&mut ada, "github", &slow).await;
    assert_eq!(error(&reply), "provider_unavailable");
    assert!(asked.elapsed().as_secs() < 20, "{:?}", asked.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_keeps_no_secret_of_a_flow_and_no_token_of_a_site() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let url = OAuth::begin(&mut ada, "google").await;
    let kept = "SELECT identifier || value FROM neon_auth.verification";
    let row: String = world.app.database.rows(kept, &[]).await[0].get(0);
    let url = url::Url::parse(&url).unwrap();
    for (name, value) in url.query_pairs() {
        if ["state", "nonce", "code_challenge"].contains(&name.as_ref()) {
            assert!(!row.contains(value.as_ref()), "{name}");
        }
    }
    assert!(!row.contains("dashboard"), "the row is sealed: {row}");

    let back = OAuth::consent(url.as_str(), ADA).await;
    ada.get(&back).await.expect(302);
    assert_eq!(world.app.database.count("neon_auth.verification").await, 0);
    let tokens = r#"SELECT num_nonnulls("accessToken", "refreshToken", "idToken", scope, password)
        FROM neon_auth.account"#;
    let tokens: i32 = world.app.database.rows(tokens, &[]).await[0].get(0);
    assert_eq!(tokens, 0);
}
