//! ID tokens that aren't for us, aren't valid now, or aren't Google's.

use super::{World, error};
use crate::harness::OAuth;

#[tokio::test(flavor = "multi_thread")]
async fn only_a_right_id_token_signs_in() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    for fault in [
        "wrong_nonce",
        "no_nonce",
        "wrong_aud",
        "other_party",
        "wrong_iss",
        "expired",
        "from_the_future",
        "no_sub",
        "unknown_key",
        "wrong_signature",
        "alg_none",
        "alg_hs256",
        "no_id_token",
    ] {
        let who = [("sub", "1"), ("email", "ada@example.com"), ("fault", fault)];
        let reply = OAuth::sign_in(&mut ada, "google", &who).await;
        assert_eq!(error(&reply), "unable_to_get_user_info", "{fault}");
    }
    assert_eq!(world.sessions().await, (0, 0));
    assert_eq!(world.app.database.count("neon_auth.\"user\"").await, 0);
    let right = [("sub", "1"), ("email", "ada@example.com")];
    assert_eq!(
        OAuth::sign_in(&mut ada, "google", &right).await.location(),
        "/auth/no-organization"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_issuer_is_refused() {
    let world = World::spawn().await;
    let mut ada = world.app.visitor();
    let url = OAuth::begin(&mut ada, "google").await;
    let back = OAuth::consent(&url, super::ADA).await;
    let mixed_up = format!("{back}&iss=https%3A%2F%2Fevil.example");
    assert_eq!(error(&ada.get(&mixed_up).await), "issuer_mismatch");
    assert_eq!(world.sessions().await, (0, 0));
}
