//! Passwords: verified, reset, imported.

use futures_util::{future::join_all, join};
use serde_json::{Value, json};

use super::world::{ADA, PASSWORD, World, end};

const UNKNOWN: &str = "401 INVALID_EMAIL_OR_PASSWORD";
const RESET: &str = "/email-otp/reset-password";

async fn ask_for_reset(world: &World) -> String {
    world.post("/email-otp/request-password-reset", json!({ "email": ADA })).await;
    world.code(ADA).await
}

fn reset(code: &str, password: &str) -> Value {
    json!({ "email": ADA, "otp": code, "password": password })
}

#[tokio::test]
async fn a_stranger_and_a_wrong_password_end_alike() {
    let world = World::spawn().await;
    world.ada().await;
    let body = json!({ "email": "nobody@example.com", "password": PASSWORD });
    let stranger = world.post("/sign-in/email", body).await;
    let body = json!({ "email": ADA, "password": "correct horse " });
    let wrong = world.post("/sign-in/email", body).await;
    assert_eq!((stranger.status, stranger.value()), (wrong.status, wrong.value()));
    assert_eq!(end(&wrong), UNKNOWN);
}

/// The hash of "Passwörd ①23", as a Better Auth server stores it.
const IMPORTED: &str = "b869fe42e653b9ef2add8e5281f59547:\
    90ab86cf7233081fdece141ffd9362136bd266140626bd2e2eae8093d9f30889\
    975422b1d6debfb90ae227134e129fc1b7dc9180d41775f62bfa4950b3bf52d0";

#[tokio::test]
async fn while_an_imported_hash_is_left_a_wrong_password_costs_the_same_on_everybody() {
    let world = World::spawn().await;
    world.ada().await;
    let body = json!({ "name": "Bob", "email": "bob@example.com", "password": PASSWORD });
    world.post("/sign-up/email", body).await;
    let wrong = async |email: &str| {
        let before = world.provider.hash_runs();
        let body = json!({ "email": email, "password": "wrong horse" });
        assert_eq!(end(&world.post("/sign-in/email", body).await), UNKNOWN);
        let after = world.provider.hash_runs();
        (after.0 - before.0, after.1 - before.1)
    };
    let everybody = ["nobody@example.com", ADA, "bob@example.com"];
    for email in everybody {
        assert_eq!(wrong(email).await, (1, 0), "{email}: nobody was imported");
    }
    let bobs = "\"userId\" = (SELECT id FROM neon_auth.\"user\" WHERE email = 'bob@example.com')";
    let import = format!("UPDATE neon_auth.account SET password = '{IMPORTED}' WHERE {bobs}");
    world.database.run(&import).await;
    for email in everybody {
        assert_eq!(wrong(email).await, (1, 1), "{email}: Bob was imported");
    }
    let body = json!({ "email": "bob@example.com", "password": "Passwörd 123" });
    world.database.run("UPDATE neon_auth.\"user\" SET \"emailVerified\" = true").await;
    assert_eq!(end(&world.post("/sign-in/email", body).await), "200");
    for email in everybody {
        assert_eq!(wrong(email).await, (1, 0), "{email}: Bob's is hashed as all are");
    }
}

#[tokio::test]
async fn who_has_not_proven_the_mailbox_is_reminded_once_a_minute() {
    let world = World::spawn().await;
    world.sign_up(PASSWORD).await;
    assert_eq!(world.sign_in("wrong horse").await, UNKNOWN);
    assert_eq!(world.sign_in(PASSWORD).await, "403 EMAIL_NOT_VERIFIED");
    world.pass(59);
    assert_eq!(world.sign_in(PASSWORD).await, "403 EMAIL_NOT_VERIFIED");
    assert_eq!(world.mails(ADA).await.len(), 1);
    world.pass(1);
    for _ in 0..2 {
        assert_eq!(world.sign_in(PASSWORD).await, "403 EMAIL_NOT_VERIFIED");
    }
    assert_eq!(world.mails(ADA).await.len(), 2);
    assert_eq!(end(&world.verify(&world.code(ADA).await).await), "200");
}

#[tokio::test]
async fn a_reset_ends_every_session_and_proves_the_mailbox() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    world.database.run("UPDATE neon_auth.\"user\" SET \"emailVerified\" = false").await;
    let code = ask_for_reset(&world).await;
    assert_eq!(end(&world.post(RESET, reset(&code, "short")).await), "400 PASSWORD_TOO_SHORT");
    let long = "x".repeat(257);
    assert_eq!(end(&world.post(RESET, reset(&code, &long)).await), "400 PASSWORD_TOO_LONG");
    let done = world.post(RESET, reset(&code, &long[..256])).await;
    assert_eq!((done.value(), done.set_cookies.len()), (json!({ "success": true }), 0));
    assert_eq!(world.get("/get-session", &cookies).await.value(), Value::Null);
    assert_eq!(world.sign_in(PASSWORD).await, UNKNOWN);
    assert_eq!(world.sign_in(&long[..256]).await, "200");
    assert_eq!(end(&world.post(RESET, reset(&code, PASSWORD)).await), "400 INVALID_OTP");
}

#[tokio::test]
async fn a_sign_in_that_overlaps_a_reset_does_not_outlive_it() {
    let world = World::spawn().await;
    world.ada().await;
    for round in 0..6 {
        let old = if round == 0 { PASSWORD.to_owned() } else { format!("password {round}") };
        let new = format!("password {}", round + 1);
        let code = ask_for_reset(&world).await;
        let sign_ins = join_all((0..4).map(|_| world.sign_in(&old)));
        let (done, ends) = join!(world.post(RESET, reset(&code, &new)), sign_ins);
        assert_eq!(end(&done), "200");
        assert!(ends.iter().all(|end| end == "200" || end == UNKNOWN), "{ends:?}");
        assert_eq!(world.database.count("neon_auth.session").await, 0, "round {round}");
    }
}

#[tokio::test]
async fn better_auths_hash_is_verified_and_replaced() {
    let world = World::spawn().await;
    world.ada().await;
    // Better Auth 1.7.7 made it from "Passwörd ①23".
    let hash = "b869fe42e653b9ef2add8e5281f59547:\
                90ab86cf7233081fdece141ffd9362136bd266140626bd2e2eae8093d9f30889\
                975422b1d6debfb90ae227134e129fc1b7dc9180d41775f62bfa4950b3bf52d0";
    world.database.run(&format!("UPDATE neon_auth.account SET password = '{hash}'")).await;
    assert_eq!(world.sign_in("Passwörd 124").await, UNKNOWN);
    assert_eq!(world.sign_in("Passwörd 123").await, "200");
    let kept = world.value("SELECT password FROM neon_auth.account").await;
    assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert_eq!(world.sign_in("Passwörd 123").await, "200");
}

#[tokio::test]
async fn a_ban_is_told_to_who_knows_the_password() {
    let world = World::spawn().await;
    world.ada().await;
    world.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    assert_eq!(world.sign_in(PASSWORD).await, "403 BANNED_USER");
    assert_eq!(world.sign_in("wrong horse").await, UNKNOWN);
    world.send(ADA, "sign-in").await;
    let code = json!({ "email": ADA, "otp": world.code(ADA).await });
    assert_eq!(end(&world.post("/sign-in/email-otp", code).await), "403 BANNED_USER");
    world.database.run("UPDATE neon_auth.\"user\" SET \"banExpires\" = '2020-01-01'").await;
    assert_eq!(world.sign_in(PASSWORD).await, "200");
}

#[tokio::test]
async fn a_password_that_everybody_has_is_refused_wherever_one_is_chosen() {
    let world = World::spawn().await;
    let common = "400 PASSWORD_COMPROMISED";
    let body = json!({ "name": "Ada", "email": ADA, "password": "Password1" });
    assert_eq!(end(&world.post("/sign-up/email", body).await), common);
    world.ada().await;
    let code = ask_for_reset(&world).await;
    assert_eq!(end(&world.post(RESET, reset(&code, "QwertyUIOP")).await), common);
    assert_eq!(end(&world.post(RESET, reset(&code, "qwerty, or something like it")).await), "200");
}
