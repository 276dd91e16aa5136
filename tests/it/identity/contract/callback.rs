//! `POST /auth/neon-callback`: what suffices for a session of ours, and what doesn't.

use serde_json::json;

use super::world::World;
use crate::harness::Reply;

const MISSING: &str = "No session token";
const INVALID: &str = "Invalid session";

async fn callback(world: &World, body: serde_json::Value) -> Reply {
    world.app.visitor().post_json("/auth/neon-callback", body).await
}

pub async fn each_kind(world: &World) {
    let mut ada = world.known().await;
    let (token, signed, jwt) = (ada.token().await, ada.provider_cookie(), ada.jwt().await);
    let user = json!({ "id": ada.session().await["user"]["id"], "email": ada.email });
    let bare = world.takes_bare_tokens().then_some(&token);
    if bare.is_none() {
        callback(world, json!({ "token": token, "user": user })).await.expect(401);
    }
    let good = [&signed, &jwt].into_iter().chain(bare);
    let sessions = i64::try_from(good.clone().count()).unwrap();
    for good in good {
        let reply = callback(world, json!({ "token": good, "user": user })).await.expect(200);
        let expected = json!({ "success": true, "redirect": "/auth/no-organization" });
        assert_eq!(reply.json(), expected);
    }
    assert_eq!(world.rows_of(&ada.email).await, (1, sessions));

    let by_cookie = ada.page.post_json("/auth/neon-callback", json!({})).await;
    if world.has_cookie_here() {
        by_cookie.expect(200);
        assert!(ada.is_inside().await);
    } else {
        assert_eq!(by_cookie.expect(401).json()["error"], MISSING);
    }
}

pub async fn made_up(world: &World) {
    let mut ada = world.known().await;
    let token = ada.token().await;
    let id = ada.session().await["user"]["id"].clone();
    let user = json!({ "id": id, "email": ada.email, "emailVerified": true });
    let nothing = callback(world, json!({ "user": user })).await.expect(401);
    assert_eq!(nothing.json()["error"], MISSING);
    for body in [
        json!({ "user": user, "token": "guest" }),
        json!({ "user": user, "token": "abcdefghijklmnopqrstuvwxyz012345" }),
        json!({ "user": user, "token": "a.b.c" }),
        json!({ "token": token, "user": { "email": "eve@example.com" } }),
        json!({ "token": token, "user": { "id": "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11" } }),
    ] {
        assert_eq!(callback(world, body.clone()).await.expect(401).json()["error"], INVALID);
        // With the good cookie next to it, too: the token that was passed is what counts.
        let reply = ada.page.post_json("/auth/neon-callback", body.clone()).await.expect(401);
        assert_eq!(reply.json()["error"], INVALID, "{body}");
    }
    assert_eq!(world.rows_of(&ada.email).await, (0, 0));
    assert_eq!(world.rows_of("eve@example.com").await, (0, 0));
}
