//! Signing keys: they're replaced on schedule, and their signatures outlive them.

use futures_util::future::join_all;
use serde_json::Value;

use super::world::{World, get, text};

const DAY: i64 = 86_400;

async fn key_ids(world: &World) -> Vec<String> {
    let set = world.get("/jwks", &Vec::new()).await.value();
    let ids = set["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap());
    ids.map(str::to_owned).collect()
}

#[tokio::test]
async fn a_key_signs_for_ninety_days_and_verifies_for_thirty_more() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let first = text(&world.get("/token", &cookies).await, "/token");
    let old = key_ids(&world).await;
    assert_eq!(old.len(), 1);

    world.pass(89 * DAY - 1);
    assert_eq!(key_ids(&world).await, old, "the next one is not due yet");
    world.pass(1);
    let now = key_ids(&world).await;
    assert!(now.len() == 2 && now[0] != old[0] && now[1] == old[0], "{now:?}");
    world.pass(DAY);
    assert_eq!(key_ids(&world).await, now);
    // The token signed first has expired. The key still verifies the others it signed.
    assert!(world.validate(&first).await.is_err());

    world.pass(30 * DAY - 1);
    assert_eq!(key_ids(&world).await.len(), 2);
    world.pass(1);
    assert_eq!(key_ids(&world).await, now[..1]);
}

/// Returns the id of the key that signs a token.
async fn signer(world: &World, cookies: &super::world::CookieJar) -> String {
    use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
    let token = text(&world.get("/token", cookies).await, "/token");
    let header = URL_SAFE_NO_PAD.decode(token.split('.').next().unwrap()).unwrap();
    let header: Value = serde_json::from_slice(&header).unwrap();
    header["kid"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_next_key_is_published_before_it_signs_for_as_long_as_the_set_is_kept() {
    let world = World::spawn().await;
    world.ada().await;
    let first = key_ids(&world).await;
    let sign_in = async || {
        let body =
            serde_json::json!({ "email": super::world::ADA, "password": super::world::PASSWORD });
        super::world::jar(&world.post("/sign-in/email", body).await)
    };
    world.pass(90 * DAY - 3600);
    // A request for a token, or for the keys, creates and publishes the next key.
    assert_eq!(signer(&world, &sign_in().await).await, first[0]);
    let set = world.get("/.well-known/jwks.json", &Vec::new()).await;
    assert_eq!(set.header("cache-control"), Some("public, max-age=300"));
    let kept = key_ids(&world).await;
    assert!(kept.len() == 2 && kept.contains(&first[0]), "{kept:?}");
    let replica = world.replica();
    world.pass(3600);
    let next = signer(&world, &sign_in().await).await;
    assert!(next != first[0] && kept.contains(&next), "in the set that others have kept");
    let set = replica.call(get("/jwks")).await.value();
    assert_eq!(set["keys"].as_array().unwrap().len(), 2, "no third one is made");
}

#[tokio::test]
async fn a_token_signed_by_the_last_key_stays_good() {
    let world = World::spawn().await;
    world.ada().await;
    key_ids(&world).await;
    world.pass(90 * DAY - 60);
    let body =
        serde_json::json!({ "email": super::world::ADA, "password": super::world::PASSWORD });
    let signed_in = super::world::jar(&world.post("/sign-in/email", body).await);
    let jwt = text(&world.get("/token", &signed_in).await, "/token");
    assert_eq!(key_ids(&world).await.len(), 2, "the next one is there already");
    world.pass(120);
    assert_eq!(key_ids(&world).await.len(), 2);
    assert!(world.validate(&jwt).await.is_ok(), "its key has just been replaced");
}

#[tokio::test]
async fn replicas_replace_a_key_once_and_delete_it_in_the_end() {
    let world = World::spawn().await;
    world.ada().await;
    let old = key_ids(&world).await;
    // As keys were made before they had an expiry.
    world.database.run("UPDATE neon_auth.jwks SET \"expiresAt\" = NULL").await;
    world.pass(90 * DAY);
    let replicas: Vec<_> = (0..8).map(|_| world.replica()).collect();
    let sets = join_all(replicas.iter().map(|it| it.call(get("/jwks")))).await;
    let sets: Vec<Value> = sets.iter().map(|answer| answer.value()).collect();
    assert!(sets.iter().all(|set| *set == sets[0]), "{sets:?}");
    assert_eq!(world.database.count("neon_auth.jwks").await, 2);

    world.provider.purge_expired().await.unwrap();
    assert_eq!(world.database.count("neon_auth.jwks").await, 2, "both verify");
    world.pass(30 * DAY + 1);
    world.provider.purge_expired().await.unwrap();
    assert_eq!(world.database.count("neon_auth.jwks").await, 1);
    assert!(!key_ids(&world).await.contains(&old[0]));
}
