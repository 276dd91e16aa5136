//! Ends of sessions: if either side ends one, the other side's ends with the next request.

use serde_json::json;

use super::world::World;

/// Presses our button. In direct mode the page script signs out at the provider as well.
pub async fn sign_out_here(world: &World) {
    let mut ada = world.signed_in().await;
    let mut phone = ada.another_device().await;
    let (token, jwt) = (ada.token().await, ada.jwt().await);
    if !world.has_cookie_here() {
        ada.call("/sign-out", json!({})).await.expect(200);
    }
    let cookies = ada.page.cookies.clone();
    ada.page.post("/auth/logout", &[]).await.expect(303);
    assert!(!ada.is_inside().await && ada.session().await.is_null());
    ada.page.cookies = cookies;
    assert!(!ada.is_inside().await, "the old cookies open nothing");
    ada.page.post_json("/auth/neon-callback", json!({ "token": token })).await.expect(401);
    ada.program(&jwt, "/api/v1/auth/me").await.expect(401);
    world.app.visitor().post_json("/auth/neon-callback", json!({ "token": jwt })).await.expect(401);
    assert!(phone.is_inside().await && phone.session().await.is_object());
}

/// Signs out at the provider.
pub async fn sign_out_there(world: &World) {
    let mut ada = world.signed_in().await;
    let reply = ada.call("/sign-out", json!({})).await.expect(200);
    assert_eq!(reply.json()["success"], true);
    assert!(ada.session().await.is_null() && !ada.is_inside().await);
    ada.call("/sign-out", json!({})).await.expect(200);
}

/// Deletes the user, as an administrator does at the provider or with `DELETE` in the database.
pub async fn deletion(world: &World) {
    let mut ada = world.signed_in().await;
    let mut phone = ada.another_device().await;
    let id = ada.session().await["session"]["id"].as_str().unwrap().to_owned();
    let sql = format!("DELETE FROM neon_auth.session WHERE id = '{id}'");
    world.app.database.run(&sql).await;
    assert!(!ada.is_inside().await && phone.is_inside().await);
    let sql = format!("DELETE FROM neon_auth.\"user\" WHERE email = '{}'", ada.email);
    world.app.database.run(&sql).await;
    assert!(!phone.is_inside().await);
}

pub async fn ban(world: &World) {
    let mut ada = world.signed_in().await;
    let token = ada.token().await;
    world.change_user(&ada.email, "banned = true").await;
    assert!(!ada.is_inside().await);
    assert_eq!(ada.session().await.is_object(), world.provider.ban_keeps_sessions);
    ada.page.post_json("/auth/neon-callback", json!({ "token": token })).await.expect(401);
    world.change_user(&ada.email, "\"banExpires\" = now() - interval '1 minute'").await;
    let mut later = ada.elsewhere();
    later.sign_in(crate::harness::PASSWORD).await.expect(200);
    later.enter().await;
}
