//! Proofs of a person's identity, and things that prove nothing.

use futures_util::future::join_all;
use serde_json::Value;
use tenantry::{clock::Clock, identity::error::ValidateError};

use super::world::{CookieJar, World, get, jar, provider, text, validate};

const COOKIE: &str = "better-auth.session_token";

fn cookie(value: &str) -> CookieJar {
    vec![(COOKIE.to_owned(), value.to_owned())]
}

#[tokio::test]
async fn a_token_is_good_plain_signed_and_as_a_cookie() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let session = world.get("/get-session", &cookies).await;
    for token in [text(&session, "/session/token"), cookies[0].1.clone()] {
        let validated = world.validate(&token).await.unwrap();
        assert_eq!(validated.method, "db_hashed");
        assert_eq!(validated.parent.session(), Some(text(&session, "/session/id").as_str()));
        assert_eq!(validated.identity.subject.as_str(), text(&session, "/user/id"));
    }
    let stale = "abcdefghijklmnopqrstuvwxyz012345";
    let stale = validate(&world.provider, stale, &cookies).await;
    assert!(stale.is_err(), "a good cookie does not help a token that is refused");
}

#[tokio::test]
async fn what_the_table_holds_opens_nothing() {
    let world = World::spawn().await;
    world.ada().await;
    for column in ["token", "id::text"] {
        let value = world.value(&format!("SELECT {column} FROM neon_auth.session")).await;
        assert!(world.validate(&value).await.is_err());
        let answer = world.get("/get-session", &cookie(&value)).await;
        assert_eq!((answer.value(), answer.set_cookies.len()), (Value::Null, 0));
    }
}

#[tokio::test]
async fn a_cookie_without_our_signature_is_none() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let token = text(&world.get("/get-session", &cookies).await, "/session/token");
    let (last, rest) = (&cookies[0].1[31..32], &cookies[0].1[32..]);
    let flipped = format!("{}{}{rest}", &token[..31], if last == "a" { "b" } else { "a" });
    for value in [token.as_str(), flipped.as_str(), "", "."] {
        let answer = world.get("/get-session", &cookie(value)).await;
        assert_eq!((answer.value(), answer.set_cookies.len()), (Value::Null, 0), "{value}");
    }
    assert!(world.validate(&flipped).await.is_err());
}

#[tokio::test]
async fn a_jwt_is_good_for_a_quarter_of_an_hour_and_a_ban_binds_at_once() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let jwt = text(&world.get("/token", &cookies).await, "/token");
    let validated = world.validate(&jwt).await.unwrap();
    let session = text(&world.get("/get-session", &cookies).await, "/session/id");
    assert_eq!(
        (validated.method, validated.parent.session()),
        ("jwt_valid", Some(session.as_str()))
    );
    let bound = validate(&world.provider, &jwt, &cookies).await.unwrap();
    assert_eq!(bound.method, "db_hashed", "the session of the same person is the better proof");

    world.pass(929);
    assert!(world.validate(&jwt).await.is_ok());
    world.pass(1);
    assert!(world.validate(&jwt).await.is_err());
    let jwt = text(&world.get("/token", &cookies).await, "/token");
    world.database.run("UPDATE neon_auth.\"user\" SET banned = true").await;
    assert!(validate(&world.provider, &jwt, &cookies).await.is_err());
    assert_eq!(world.get("/get-session", &cookies).await.value(), Value::Null);
    world.database.run("UPDATE neon_auth.\"user\" SET banned = false").await;
    assert!(validate(&world.provider, &jwt, &cookies).await.is_err(), "it ended for good");
}

#[tokio::test]
async fn replicas_make_one_key_and_trust_it() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let replicas: Vec<_> = (0..8).map(|_| world.replica()).collect();
    let calls = replicas.iter().map(|replica| replica.call(get("/.well-known/jwks.json")));
    let sets: Vec<Value> = join_all(calls).await.iter().map(|answer| answer.value()).collect();
    assert_eq!(world.database.count("neon_auth.jwks").await, 1);
    assert!(sets.iter().all(|set| *set == sets[0]));
    let key = sets[0]["keys"][0].as_object().unwrap();
    let names: Vec<&str> = key.keys().map(String::as_str).collect();
    assert_eq!(names, ["alg", "crv", "kid", "kty", "x"]);
    let jwt = text(&world.get("/token", &cookies).await, "/token");
    assert!(validate(&replicas[3], &jwt, &CookieJar::new()).await.is_ok());
}

#[tokio::test]
async fn a_private_key_that_cannot_be_opened_is_replaced() {
    let world = World::spawn().await;
    let cookies = world.ada().await;
    let old = text(&world.get("/token", &cookies).await, "/token");
    world.database.run("UPDATE neon_auth.jwks SET \"privateKey\" = 'AAAA'").await;
    let replica = world.replica();
    let session = replica.call(get("/get-session").with_cookies(cookies)).await;
    let new = session.header("set-auth-jwt").unwrap().to_owned();
    assert_eq!(world.database.count("neon_auth.jwks").await, 2);
    for jwt in [&old, &new] {
        assert!(world.validate(jwt).await.is_ok(), "both keys verify");
    }
    assert!(jar(&session).is_empty());
}

#[tokio::test]
async fn an_outage_is_no_refusal_and_the_impossible_asks_nobody() {
    let dead = provider("postgresql://nobody@127.0.0.1:9/none", &Clock::default(), true);
    let nobody = CookieJar::new();
    let possible = "abcdefghijklmnopqrstuvwxyz012345";
    let outage = validate(&dead, possible, &nobody).await;
    assert!(matches!(outage, Err(ValidateError::Unavailable(_))));
    let long = "a".repeat(10_000);
    let long_jwt = format!("{long}.{long}.{long}");
    for token in ["", "x", ".", "a.b", "a.b.c", "....", &possible[1..], &long, &long_jwt] {
        let refused = validate(&dead, token, &cookie("x.y")).await;
        assert!(matches!(refused, Err(ValidateError::Invalid { .. })), "{token:.20}");
    }
}
