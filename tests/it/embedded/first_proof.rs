//! An import may bring credentials for an address that no one had proven: the first
//! person to prove it must not be harmed by a stranger's linked account.

use serde_json::{Value, json};

use super::world::{ADA, CookieJar, PASSWORD, World, end, jar};

/// Imports a stranger's account at GitHub.
async fn import_a_strangers(world: &World) {
    world
        .database
        .run(
            "INSERT INTO neon_auth.account (id, \"accountId\", \"providerId\", \"userId\", \"updatedAt\")
             SELECT gen_random_uuid(), '666', 'github', id, now() FROM neon_auth.\"user\"",
        )
        .await;
}

/// Returns Ada's sign-in methods, and whether the mailbox is proven.
async fn ways(world: &World) -> String {
    let sql = "SELECT u.\"emailVerified\" || ': '
            || string_agg(\"providerId\", ', ' ORDER BY \"providerId\")
        FROM neon_auth.account a JOIN neon_auth.\"user\" u ON u.id = a.\"userId\" GROUP BY u.id";
    world.value(sql).await
}

async fn reset_by_code(world: &World) -> String {
    let body = json!({ "email": ADA });
    world.post("/email-otp/request-password-reset", body).await;
    let code = world.code(ADA).await;
    let body = json!({ "email": ADA, "otp": code, "password": "a newer password" });
    end(&world.post("/email-otp/reset-password", body).await)
}

#[tokio::test]
async fn a_code_or_a_link_keeps_the_sign_ups_password_only() {
    for by_link in [false, true] {
        let world = World::spawn().await;
        world.sign_up(PASSWORD).await;
        import_a_strangers(&world).await;
        assert_eq!(ways(&world).await, "false: credential, github");
        let proven = if by_link {
            world.post("/send-verification-email", json!({ "email": ADA })).await;
            let body = json!({ "token": world.token(ADA).await });
            world.post("/verify-email", body).await
        } else {
            world.verify(&world.code(ADA).await).await
        };
        assert_eq!(end(&proven), "200");
        assert_eq!(ways(&world).await, "true: credential", "by link: {by_link}");
        assert_eq!(world.sign_in(PASSWORD).await, "200");
    }
}

#[tokio::test]
async fn a_new_password_for_an_unproven_mailbox_is_the_only_way_in() {
    for by_link in [false, true] {
        let world = World::spawn().await;
        world.sign_up(PASSWORD).await;
        import_a_strangers(&world).await;
        let done = if by_link {
            world.post("/request-password-reset", json!({ "email": ADA })).await;
            let token = world.token(ADA).await;
            let body = json!({ "token": token, "newPassword": "a newer password" });
            end(&world.post("/reset-password", body).await)
        } else {
            reset_by_code(&world).await
        };
        assert_eq!(done, "200");
        assert_eq!(ways(&world).await, "true: credential", "by link: {by_link}");
    }
}

#[tokio::test]
async fn who_has_proven_the_mailbox_keeps_every_way_through_a_reset() {
    let world = World::spawn().await;
    world.ada().await;
    import_a_strangers(&world).await;
    assert_eq!(reset_by_code(&world).await, "200");
    assert_eq!(ways(&world).await, "true: credential, github");
}

#[tokio::test]
async fn who_is_signed_in_to_the_account_keeps_every_way() {
    let world = World::with(false).await;
    let cookies: CookieJar = jar(&world.sign_up(PASSWORD).await);
    import_a_strangers(&world).await;
    world.send(ADA, "email-verification").await;
    let body: Value = json!({ "email": ADA, "otp": world.code(ADA).await });
    let proven = world.post_with("/email-otp/verify-email", body, &cookies).await;
    assert_eq!(end(&proven), "200");
    assert_eq!(ways(&world).await, "true: credential, github");
}
