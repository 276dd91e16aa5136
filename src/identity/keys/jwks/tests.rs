use jsonwebtoken::Algorithm;
use serde_json::json;

use crate::{
    http,
    identity::{
        hosted::testing::{Server, Signer, nowhere},
        keys::jwks::*,
    },
};

fn keys(url: Url) -> Keys {
    Keys::new(url, Outbound::new(http::client().unwrap()))
}

#[tokio::test]
async fn a_known_key_costs_no_call() {
    let (server, signer) = (Server::start().await, Signer::new("k1"));
    server.answers_json(200, &signer.jwks());
    let keys = keys(server.url.clone());
    for _ in 0..3 {
        assert_eq!(keys.find("k1").await.unwrap().unwrap().algorithm, Algorithm::EdDSA);
    }
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn unknown_keys_make_one_call_however_many_ask() {
    let (server, signer) = (Server::start().await, Signer::new("k1"));
    server.answers_json(200, &signer.jwks());
    let keys = keys(server.url.clone());
    let kids: Vec<String> = (0..20).map(|number| format!("made-up-{number}")).collect();
    let asked = futures_util::future::join_all(kids.iter().map(|kid| keys.find(kid))).await;
    assert!(asked.into_iter().all(|found| found.unwrap().is_none()));
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_new_key_is_found_once_the_cool_down_is_over() {
    let (server, old, new) = (Server::start().await, Signer::new("old"), Signer::new("new"));
    server.answers_json(200, &old.jwks());
    let keys = keys(server.url.clone());
    assert!(keys.find("old").await.unwrap().is_some());
    server.answers_json(200, &json!({ "keys": [old.jwk(), new.jwk()] }));
    assert!(keys.find("new").await.unwrap().is_none(), "asked just now");
    keys.update(|known| known.tried_at = known.tried_at.and_then(|at| at.checked_sub(COOL_DOWN)));
    assert!(keys.find("new").await.unwrap().is_some());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_outage_keeps_the_known_keys_and_judges_no_unknown_one() {
    let (server, signer) = (Server::start().await, Signer::new("k1"));
    server.answers_json(200, &signer.jwks());
    let keys = keys(server.url.clone());
    assert!(keys.find("k1").await.unwrap().is_some());
    server.answers(500, &[], "<html>");
    keys.update(|known| {
        known.fetched_at = known.fetched_at.and_then(|at| at.checked_sub(MAX_AGE));
        known.tried_at = None;
    });
    assert!(keys.find("k1").await.unwrap().is_some());
    assert!(keys.find("k2").await.is_err());
    assert_eq!(server.requests().len(), 2, "the second question fell into the cool-down");
}

#[tokio::test]
async fn without_a_first_answer_no_key_is_judged() {
    let keys = keys(nowhere().await);
    assert!(keys.find("k1").await.is_err());
}
