use serde_json::json;

use super::*;
use crate::{
    http,
    identity::hosted::testing::{Server, Signer, nowhere},
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

#[test]
fn only_usable_keys_are_taken_each_for_its_own_algorithm() {
    let ed = Signer::new("ed");
    let mut for_encryption = ed.jwk();
    for_encryption["use"] = json!("enc");
    for_encryption["kid"] = json!("enc");
    let set = json!({ "keys": [
        ed.jwk(),
        for_encryption,
        { "kty": "EC", "crv": "P-256", "kid": "es256", "x": "AA", "y": "AA" },
        { "kty": "EC", "crv": "P-521", "kid": "es512", "x": "AA", "y": "AA" },
        { "kty": "RSA", "kid": "rs256", "n": "AQAB", "e": "AQAB" },
        { "kty": "RSA", "kid": "ps256", "alg": "PS256", "n": "AQAB", "e": "AQAB" },
        { "kty": "RSA", "kid": "oaep", "alg": "RSA-OAEP", "n": "AQAB", "e": "AQAB" },
        { "kty": "oct", "kid": "hs256", "alg": "HS256", "k": "c2VjcmV0" },
        { "kty": "AKP", "kid": "new", "alg": "ML-DSA-44", "pub": "AA" },
        { "kty": "OKP", "crv": "Ed25519", "x": ed.x() },
        "not a key",
    ] });
    let keys = read(set.to_string().as_bytes()).unwrap();
    let mut found: Vec<_> = keys.iter().map(|(kid, key)| (kid.as_str(), key.algorithm)).collect();
    found.sort_by_key(|(kid, _)| *kid);
    assert_eq!(
        found,
        [
            ("ed", Algorithm::EdDSA),
            ("es256", Algorithm::ES256),
            ("ps256", Algorithm::PS256),
            ("rs256", Algorithm::RS256),
        ]
    );
    assert!(read(b"{}").is_none() && read(b"<html>").is_none());
}
