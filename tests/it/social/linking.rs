//! The user here that an account at another site belongs to (attacks B1 to B5).

use serde_json::json;

use super::{ADA, SITES, World, error, signed_in};
use crate::harness::{Browser, OAuth, PASSWORD};

const UNPROVEN: &[(&str, &str)] = &[("REQUIRE_EMAIL_VERIFICATION", "false")];

async fn sign_up(browser: &mut Browser, email: &str) {
    let body = json!({ "name": "Eve", "email": email, "password": PASSWORD });
    browser.post_json("/api/auth/sign-up/email", body).await.expect(200);
}

async fn password_sign_in(world: &World, email: &str) -> u16 {
    let body = json!({ "email": email, "password": PASSWORD });
    world.app.visitor().post_json("/api/auth/sign-in/email", body).await.status.as_u16()
}

/// Asks to link, consents and returns the answer to the redirect back.
async fn link(browser: &mut Browser, site: &str, who: &[(&str, &str)]) -> crate::harness::Reply {
    let body = json!({
        "provider": site, "callbackURL": "/account", "errorCallbackURL": "/auth/login?x=y",
    });
    let url = browser.post_json("/api/auth/link-social", body).await.expect(200).json();
    let back = OAuth::consent(url["url"].as_str().unwrap(), who).await;
    browser.get(&back).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_set_up_in_a_victims_name_ends_when_the_victim_comes() {
    for (site, settings) in [("google", UNPROVEN), ("github", UNPROVEN), ("google", &[])] {
        let world = World::with(settings).await;
        let mut eve = world.app.visitor();
        sign_up(&mut eve, "ada@example.com").await;
        if !settings.is_empty() {
            eve.post_json("/auth/neon-callback", json!({})).await.expect(200);
            assert_eq!(signed_in(&mut eve).await, (json!("ada@example.com"), true));
        }
        let mut ada = world.app.visitor();
        OAuth::sign_in(&mut ada, site, ADA).await.expect(302);
        assert_eq!(signed_in(&mut ada).await, (json!("ada@example.com"), true));
        assert_eq!(signed_in(&mut eve).await, (json!(null), false), "her session is over");
        assert_eq!(password_sign_in(&world, "ada@example.com").await, 401);
        assert_eq!(world.person("ada@example.com").await, format!("Ada Lovelace|true|{site}:1001"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_the_site_has_not_verified_is_nobodys() {
    let world = World::spawn().await;
    let victim = world.app.person("Ada").await;
    let email = victim.email.as_str();
    let list = |list: serde_json::Value| list.to_string();
    let unverified = list(json!([{ "email": email, "primary": true, "verified": false }]));
    let second = list(json!([
        { "email": "eve@example.com", "primary": true, "verified": false },
        { "email": email, "primary": false, "verified": true },
    ]));
    let none = list(json!([{ "email": email, "primary": false, "verified": true }]));
    let before = world.sessions().await;
    for (site, said, code) in [
        ("google", ("verified", "false"), "email_not_verified"),
        ("google", ("verified", "absent"), "email_not_verified"),
        ("github", ("emails", unverified.as_str()), "email_not_verified"),
        ("github", ("emails", second.as_str()), "email_not_verified"),
        ("github", ("emails", none.as_str()), "email_not_found"),
    ] {
        let mut eve = world.app.visitor();
        let who = [("sub", "666"), ("email", email), said];
        let reply = OAuth::sign_in(&mut eve, site, &who).await;
        assert_eq!(error(&reply), code, "{site} {said:?}");
    }
    assert_eq!(world.sessions().await, before);
    assert!(world.person(email).await.ends_with("|true|"), "nothing is linked");
    assert_eq!(world.app.database.count("neon_auth.\"user\"").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_proven_address_on_both_sides_links_and_keeps_the_password() {
    let world = World::spawn().await;
    let mut ada = world.app.person("Ada").await;
    let email = ada.email.clone();
    for (site, key) in SITES.into_iter().zip(["7", "8"]) {
        let who = [("sub", key), ("email", email.as_str()), ("name", "Another Name")];
        OAuth::sign_in(&mut world.app.visitor(), site, &who).await.expect(302);
    }
    assert_eq!(world.person(&email).await, "Ada|true|github:8,google:7");
    assert_eq!(password_sign_in(&world, &email).await, 200);
    assert_eq!(signed_in(&mut ada).await, (json!(email), true), "her session goes on");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_strangers_with_one_address_at_once_are_one_person() {
    let world = World::spawn().await;
    let (mut here, mut there) = (world.app.visitor(), world.app.visitor());
    let first = OAuth::consent(&OAuth::begin(&mut here, "google").await, ADA).await;
    let second = OAuth::consent(&OAuth::begin(&mut there, "github").await, ADA).await;
    let (first, second) = futures_util::join!(here.get(&first), there.get(&second));
    let mut ends = [first.location().to_owned(), second.location().to_owned()];
    ends.sort();
    assert_eq!(ends, ["/auth/no-organization", "/dashboard"]);
    let person = world.person("ada@example.com").await;
    assert_eq!(person, "Ada Lovelace|true|github:1001,google:1001");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_banned_stays_out_by_account_and_by_address() {
    let world = World::spawn().await;
    OAuth::sign_in(&mut world.app.visitor(), "google", ADA).await.expect(302);
    world.app.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    let before = world.sessions().await;
    for site in SITES {
        let reply = OAuth::sign_in(&mut world.app.visitor(), site, ADA).await;
        assert_eq!(error(&reply), "banned");
    }
    assert_eq!(world.sessions().await, before);
    assert_eq!(world.person("ada@example.com").await, "Ada Lovelace|true|google:1001");
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_signed_in_links_their_own_account_only() {
    let world = World::spawn().await;
    let (mut ada, bob) = (world.app.person("Ada").await, world.app.person("Bob").await);
    let (email, bobs) = (ada.email.clone(), bob.email.clone());
    let other = link(&mut ada, "google", &[("sub", "1"), ("email", &bobs)]).await;
    assert_eq!(error(&other), "email_does_not_match");
    let unverified = [("sub", "1"), ("email", email.as_str()), ("verified", "false")];
    assert_eq!(error(&link(&mut ada, "github", &unverified).await), "email_not_verified");
    assert_eq!(world.person(&email).await, "Ada|true|");

    let own = [("sub", "1"), ("email", email.as_str())];
    for _ in 0..2 {
        assert_eq!(link(&mut ada, "google", &own).await.location(), "/account");
        assert_eq!(world.person(&email).await, "Ada|true|google:1");
    }
    // Bob's account at the site, which reports Ada's address now.
    OAuth::sign_in(&mut world.app.visitor(), "github", &[("sub", "2"), ("email", &bobs)]).await;
    let taken = [("sub", "2"), ("email", email.as_str())];
    let taken = link(&mut ada, "github", &taken).await;
    assert_eq!(error(&taken), "account_already_linked_to_different_user");
}

#[tokio::test(flavor = "multi_thread")]
async fn linking_is_for_those_who_are_signed_in_with_a_proven_mailbox() {
    let world = World::with(UNPROVEN).await;
    let mut eve = world.app.visitor();
    let body = json!({ "provider": "google" });
    eve.post_json("/api/auth/link-social", body.clone()).await.expect(401);
    sign_up(&mut eve, "ada@example.com").await;
    let refused = eve.post_json("/api/auth/link-social", body.clone()).await.expect(403);
    assert_eq!(refused.json()["code"], "EMAIL_NOT_VERIFIED");

    // A user who has signed out in between isn't the one who began.
    let world = World::spawn().await;
    let mut ada = world.app.person("Ada").await;
    let url = ada.post_json("/api/auth/link-social", body).await.expect(200).json();
    let own = [("sub", "1"), ("email", ada.email.as_str())];
    let back = OAuth::consent(url["url"].as_str().unwrap(), &own).await;
    ada.post_json("/api/auth/sign-out", json!({})).await.expect(200);
    assert_eq!(ada.get(&back).await.location(), "/auth/login?error=state_mismatch");
    assert_eq!(world.person(&ada.email).await, "Ada|true|");
}
