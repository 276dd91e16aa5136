//! Sign-up, and the owner of an unproven account.

use futures_util::future::join_all;
use serde_json::{Value, json};
use tenantry::{identity::wire::WireResponse, types::Browser};

use super::world::{ADA, CookieJar, PASSWORD, World, end, jar, text};

const UNKNOWN: &str = "401 INVALID_EMAIL_OR_PASSWORD";

#[tokio::test]
async fn a_person_signs_up_proves_the_mailbox_and_signs_out() {
    let world = World::spawn().await;
    let body = json!({ "name": "Ada", "email": "Ada@Example.com", "password": PASSWORD });
    let signed_up = world.post("/sign-up/email", body).await;
    assert_eq!(signed_up.value()["token"], Value::Null);
    assert!(signed_up.set_cookies.is_empty());

    let proved = world.verify(&world.code(ADA).await).await;
    assert_eq!(proved.value()["status"], true);
    assert_eq!(text(&proved, "/user/id"), text(&signed_up, "/user/id"));
    let (cookies, token) = (jar(&proved), text(&proved, "/token"));
    assert_eq!(text(&world.get("/get-session", &cookies).await, "/session/token"), token);
    assert!(world.validate(&token).await.unwrap().identity.email_verified);

    let out = world.post_with("/sign-out", json!({}), &cookies).await;
    assert_eq!((out.value(), out.set_cookies.len()), (json!({ "success": true }), 3));
    assert!(world.validate(&token).await.is_err());
    assert_eq!(end(&world.get("/token", &cookies).await), "401 UNAUTHORIZED");
    assert_eq!(world.sign_in(PASSWORD).await, "200");
}

#[tokio::test]
async fn a_second_sign_up_learns_nothing_and_tells_the_owner() {
    let world = World::spawn().await;
    world.ada().await;
    let body = |email: &str| json!({ "name": "Eve", "email": email, "password": "other horse" });
    let mut again = world.post("/sign-up/email", body(ADA)).await.value();
    let mut fresh = world.post("/sign-up/email", body("eve@example.com")).await.value();

    assert_ne!(again["user"]["id"], fresh["user"]["id"]);
    for user in [&mut again, &mut fresh] {
        user["user"]["id"] = Value::Null;
        user["user"]["email"] = Value::Null;
    }
    assert_eq!(again, fresh);
    assert_eq!(world.mails(ADA).await[0], "You already have a Tenantry account");
    assert_eq!(world.database.count("neon_auth.\"user\"").await, 2);
    assert_eq!(world.sign_in("other horse").await, UNKNOWN);
    assert_eq!(world.sign_in(PASSWORD).await, "200");
}

/// Signs Ada up in `browser`.
async fn sign_up_in(world: &World, browser: &Browser, password: &str) {
    let body = json!({ "name": "Ada", "email": ADA, "password": password });
    assert_eq!(end(&world.post_from(browser, "/sign-up/email", body).await), "200");
}

/// The calls that can prove a mailbox first, once their mail is there.
const FIRST_PROOFS: [&str; 4] =
    ["/email-otp/verify-email", "/verify-email", "/sign-in/email-otp", "/magic-link/verify"];

/// Requests the code in the browser that enters it.
async fn prove_in(world: &World, browser: &Browser, way: &str) -> WireResponse {
    match way {
        "/verify-email" => {
            world.post("/send-verification-email", json!({ "email": ADA })).await;
        }
        "/magic-link/verify" => {
            world.post_from(browser, "/sign-in/magic-link", json!({ "email": ADA })).await;
        }
        _ => {
            let kind = if way.starts_with("/sign-in") { "sign-in" } else { "email-verification" };
            let body = json!({ "email": ADA, "type": kind });
            world.post_from(browser, "/email-otp/send-verification-otp", body).await;
        }
    }
    let body = if way.contains("otp") {
        json!({ "email": ADA, "otp": world.code(ADA).await })
    } else {
        json!({ "token": world.token(ADA).await })
    };
    let proved = world.post_from(browser, way, body).await;
    assert_eq!(end(&proved), "200", "{way}");
    proved
}

#[tokio::test]
async fn a_password_is_kept_only_in_the_browser_that_chose_it() {
    let dropped = |answer: &WireResponse| answer.value()["passwordDropped"] == true;
    for way in FIRST_PROOFS {
        for pause in [0, 3601, 3 * 86_400] {
            let (adas, eves) = (Browser::default(), Browser::default());
            let world = World::spawn().await;
            sign_up_in(&world, &adas, PASSWORD).await;
            world.pass(pause);
            sign_up_in(&world, &eves, "attackers horse").await;
            assert!(dropped(&prove_in(&world, &adas, way).await), "{way} after {pause}");
            assert_eq!(world.sign_in("attackers horse").await, UNKNOWN, "{way} after {pause}");
            assert_eq!(world.sign_in(PASSWORD).await, UNKNOWN, "{way} after {pause}");

            let world = World::spawn().await;
            sign_up_in(&world, &eves, "attackers horse").await;
            world.pass(pause);
            sign_up_in(&world, &adas, PASSWORD).await;
            assert!(!dropped(&prove_in(&world, &adas, way).await), "{way} after {pause}");
            assert_eq!(world.sign_in("attackers horse").await, UNKNOWN, "{way} after {pause}");
            assert_eq!(world.sign_in(PASSWORD).await, "200", "{way} after {pause}");
        }
    }
}

#[tokio::test]
async fn a_proof_in_a_browser_that_shows_nothing_keeps_no_password() {
    for way in FIRST_PROOFS {
        let world = World::spawn().await;
        world.sign_up(PASSWORD).await;
        let answer = prove_in(&world, &Browser::default(), way).await;
        assert_eq!(answer.value()["passwordDropped"], true, "{way}");
        assert_eq!(world.sign_in(PASSWORD).await, UNKNOWN, "{way}");
        let sql = "SELECT count(*)::text FROM neon_auth.account";
        assert_eq!(world.value(sql).await, "0", "{way}");
    }
}

#[tokio::test]
async fn who_knows_the_password_may_prove_the_mailbox_in_another_browser() {
    let (phone, eves) = (Browser::default(), Browser::default());
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let knows = async |browser: &Browser, password: &str| {
        let body = json!({ "email": ADA, "password": password });
        end(&world.post_from(browser, "/sign-in/email", body).await)
    };
    assert_eq!(knows(&phone, PASSWORD).await, "403 EMAIL_NOT_VERIFIED");
    assert_eq!(knows(&eves, "attackers horse").await, UNKNOWN);
    let answer = prove_in(&world, &phone, "/email-otp/verify-email").await;
    assert!(answer.value().get("passwordDropped").is_none());
    assert_eq!(world.sign_in(PASSWORD).await, "200");
}

#[tokio::test]
async fn who_has_no_password_sets_one_soon_after_the_proof_and_once() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    let elsewhere = Browser::default();
    let cookies = jar(&prove_in(&world, &elsewhere, "/email-otp/verify-email").await);
    let set = async |password: &str, cookies: &CookieJar| {
        end(&world.post_with("/set-password", json!({ "newPassword": password }), cookies).await)
    };
    assert_eq!(set("a newer password", &CookieJar::new()).await, "401 UNAUTHORIZED");
    assert_eq!(set("short", &cookies).await, "400 PASSWORD_TOO_SHORT");
    world.pass(601);
    assert_eq!(set("a newer password", &cookies).await, "403 SESSION_NOT_FRESH");
    world.send(ADA, "sign-in").await;
    let body = json!({ "email": ADA, "otp": world.code(ADA).await });
    let cookies = jar(&world.post("/sign-in/email-otp", body).await);
    assert_eq!(set("a newer password", &cookies).await, "200");
    assert_eq!(set("the newest password", &cookies).await, "400 PASSWORD_ALREADY_SET");
    assert_eq!(world.sign_in("a newer password").await, "200");
}

#[tokio::test]
async fn eight_sign_ups_at_once_make_one_account_with_its_password() {
    for prove in [true, false] {
        let world = World::with(prove).await;
        let body = json!({ "name": "Ada", "email": ADA, "password": PASSWORD });
        let ends = join_all((0..8).map(|_| world.post("/sign-up/email", body.clone()))).await;
        let good = ends.iter().filter(|end| end.status == 200).count();
        assert_eq!(good, if prove { 8 } else { 1 });
        assert!(ends.iter().all(|end| matches!(end.status, 200 | 422)));
        assert_eq!(world.database.count("neon_auth.\"user\"").await, 1);
        assert_eq!(world.database.count("neon_auth.account").await, 1);
        if prove {
            assert_eq!(end(&world.verify(&world.code(ADA).await).await), "200");
        }
        assert_eq!(world.sign_in(PASSWORD).await, "200");
    }
}

#[tokio::test]
async fn without_verification_a_session_begins_at_once() {
    let world = World::with(false).await;
    let answer = world.sign_up(PASSWORD).await;
    assert!(answer.value()["token"].is_string());
    assert_eq!(answer.set_cookies.len(), 1);
    assert!(world.mails(ADA).await.is_empty());
    let body = json!({ "name": "Ada", "email": ADA, "password": PASSWORD });
    let again = world.post("/sign-up/email", body).await;
    assert_eq!(end(&again), "422 USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL");
}

#[tokio::test]
async fn who_proves_without_the_accounts_session_does_not_inherit_its_password() {
    for own in [false, true] {
        let world = World::with(false).await;
        let before = jar(&world.sign_up(PASSWORD).await);
        if own {
            world.send(ADA, "email-verification").await;
            let code = json!({ "email": ADA, "otp": world.code(ADA).await });
            let proved = world.post_with("/email-otp/verify-email", code, &before).await;
            assert_eq!(end(&proved), "200");
        } else {
            prove_in(&world, &Browser::default(), "/email-otp/verify-email").await;
        }
        assert_eq!(world.get("/get-session", &before).await.value(), Value::Null);
        assert_eq!(world.sign_in(PASSWORD).await, if own { "200" } else { UNKNOWN });
    }
}

#[tokio::test]
async fn who_signs_in_by_code_inherits_nothing_from_before_the_proof() {
    let world = World::with(false).await;
    let before = jar(&world.sign_up(PASSWORD).await);
    prove_in(&world, &Browser::default(), "/sign-in/email-otp").await;
    assert_eq!(world.get("/get-session", &before).await.value(), Value::Null);
    assert_eq!(world.sign_in(PASSWORD).await, UNKNOWN);
}

#[tokio::test]
async fn what_only_an_administrator_sets_is_refused_and_a_claim_to_be_proven_ignored() {
    let world = World::spawn().await;
    for field in ["role", "banned", "banReason", "banExpires"] {
        let mut body = json!({ "name": "Ada", "email": ADA, "password": PASSWORD });
        body[field] = json!("admin");
        let answer = world.post("/sign-up/email", body).await;
        assert_eq!(end(&answer), "400 FIELD_NOT_ALLOWED", "{field}");
    }
    let body = json!({ "name": "Ada", "email": ADA, "password": PASSWORD, "emailVerified": true });
    let answer = world.post("/sign-up/email", body).await;
    assert_eq!(answer.value()["user"]["emailVerified"], false);
}

#[tokio::test]
async fn a_sign_up_that_nobody_proves_is_gone_after_thirty_days() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    for (email, more) in [
        (
            "proven@example.com",
            r#"UPDATE neon_auth."user" SET "emailVerified" = true WHERE email = $1 RETURNING 1"#,
        ),
        (
            "here@example.com",
            r#"INSERT INTO users (id, neon_auth_user_id, email, email_verified, name)
            SELECT gen_random_uuid(), id::text, email, false, name FROM neon_auth."user" WHERE email = $1 RETURNING 1"#,
        ),
        (
            "inside@example.com",
            r#"INSERT INTO neon_auth.session ("expiresAt", token, "updatedAt", "userId")
            SELECT to_timestamp(1900000000), 't', now(), id FROM neon_auth."user" WHERE email = $1 RETURNING 1"#,
        ),
    ] {
        let body = json!({ "name": "Ben", "email": email, "password": PASSWORD });
        assert_eq!(end(&world.post("/sign-up/email", body).await), "200");
        assert_eq!(world.database.rows(more, &[&email]).await.len(), 1);
    }
    world.pass(30 * 86_400);
    world.provider.purge_expired().await.unwrap();
    assert_eq!(world.database.count(r#"neon_auth."user""#).await, 4, "not a second earlier");
    world.pass(1);
    world.provider.purge_expired().await.unwrap();
    let left =
        world.database.rows(r#"SELECT email FROM neon_auth."user" ORDER BY email"#, &[]).await;
    let left: Vec<String> = left.iter().map(|row| row.get(0)).collect();
    assert_eq!(left, ["here@example.com", "inside@example.com", "proven@example.com"]);
    // The address is free again.
    world.sign_up(PASSWORD).await;
}
