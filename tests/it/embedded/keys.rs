//! Signing keys: they are replaced by the clock, and what they signed outlives them.

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

    world.pass(90 * DAY - 1);
    assert_eq!(key_ids(&world).await, old, "it is not over yet");
    world.pass(1);
    let now = key_ids(&world).await;
    assert!(now.len() == 2 && now[0] != old[0] && now[1] == old[0], "{now:?}");
    // What it signed has expired by then. What else it signs, it verifies.
    assert!(world.validate(&first).await.is_err());

    world.pass(30 * DAY - 1);
    assert_eq!(key_ids(&world).await.len(), 2);
    world.pass(1);
    assert_eq!(key_ids(&world).await, now[..1]);
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
    world.pass(120);
    assert_eq!(key_ids(&world).await.len(), 2);
    assert!(world.validate(&jwt).await.is_ok(), "its key has just been replaced");
}

#[tokio::test]
async fn replicas_replace_a_key_once_and_delete_it_in_the_end() {
    let world = World::spawn().await;
    world.ada().await;
    let old = key_ids(&world).await;
    // As keys were made before they had an end.
    world.database.run("UPDATE neon_auth.jwks SET \"expiresAt\" = NULL").await;
    world.pass(90 * DAY);
    let replicas: Vec<_> = (0..8).map(|_| world.replica()).collect();
    let sets = join_all(replicas.iter().map(|it| it.call(get("/jwks")))).await;
    let sets: Vec<Value> = sets.iter().map(|answer| answer.value()).collect();
    assert!(sets.iter().all(|set| *set == sets[0]), "{sets:?}");
    assert_eq!(world.database.count("neon_auth.jwks").await, 2);

    world.provider.tidy().await.unwrap();
    assert_eq!(world.database.count("neon_auth.jwks").await, 2, "both verify");
    world.pass(30 * DAY + 1);
    world.provider.tidy().await.unwrap();
    assert_eq!(world.database.count("neon_auth.jwks").await, 1);
    assert!(!key_ids(&world).await.contains(&old[0]));
}
