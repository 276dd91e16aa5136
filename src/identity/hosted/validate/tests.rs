use chrono::TimeDelta;
use serde_json::{Value, json};

use super::session_probe::SessionProbe;
use crate::{
    clock::Clock,
    identity::hosted::{
        testing::{self, Server, Signer, hosted, nobodys_db, nowhere},
        validate::*,
    },
};

const TOKEN: &str = "abcdefghijklmnopqrstuvwxyz012345";
const SIGNED: &str = "abcdefghijklmnopqrstuvwxyz012345.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ%3D";
const ADA: &str = "3f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";
const EVE: &str = "4f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11";

async fn case(answer: &Value) -> (Server, Hosted) {
    let server = Server::start().await;
    server.answers_json(200, answer);
    (server.clone(), hosted(server.url, "http://localhost:8080"))
}

/// Returns get-session's answer with some of the user's and the session's fields changed.
fn session(of: &str, user: Value, session: Value) -> Value {
    let mut answer = json!({
        "session": { "id": "5f1c8e0e-7b7e-4c3b-9a53-0f6f3a6a1a11", "token": TOKEN },
        "user": { "id": of, "email": "ada@example.com", "emailVerified": true, "name": "Ada" },
    });
    for (part, changes) in [("user", user), ("session", session)] {
        let part = answer[part].as_object_mut().unwrap();
        part.extend(changes.as_object().unwrap().clone());
    }
    answer
}

fn good() -> Value {
    session(ADA, json!({}), json!({}))
}

fn token(token: &str) -> Credential {
    Credential { token: Some(token.to_owned()), ..Credential::default() }
}

fn with_cookie(credential: Credential) -> Credential {
    let cookies = vec![(String::from("neon-auth.session_token"), SIGNED.to_owned())];
    Credential { cookies, ..credential }
}

async fn steps(hosted: &Hosted, credential: &Credential) -> Vec<(&'static str, &'static str)> {
    match hosted.validate(credential).await {
        Err(ValidateError::Invalid { steps }) => {
            steps.iter().map(|it| (it.step, it.outcome)).collect()
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_cookie_is_replayed_as_it_was_set() {
    let (server, hosted) = case(&good()).await;
    let validated = hosted.validate(&with_cookie(Credential::default())).await.unwrap();
    assert_eq!((validated.method, validated.identity.subject.as_str()), ("api_cookie", ADA));
    assert_eq!(validated.parent.session(), good()["session"]["id"].as_str());
    let request = server.requests().remove(0);
    assert!(request.contains(&format!("__Secure-neon-auth.session_token={SIGNED};")), "{request}");
}

#[tokio::test]
async fn nobody_and_those_who_may_not_are_told_apart() {
    let yesterday = (Clock::default().now() - TimeDelta::days(1)).to_rfc3339();
    for (answer, outcome) in [
        (Value::Null, "not_found"),
        (json!({ "session": null, "user": null }), "not_found"),
        (session(ADA, json!({ "banned": true }), json!({})), "banned"),
        (session(ADA, json!({}), json!({ "expiresAt": yesterday })), "expired"),
        (session("not-a-uuid", json!({}), json!({})), "unreadable_user"),
    ] {
        let (_server, hosted) = case(&answer).await;
        assert_eq!(steps(&hosted, &token(SIGNED)).await, [("api_cookie", outcome)], "{answer}");
    }
}

#[tokio::test]
async fn a_jwt_beside_null_signs_nobody_in() {
    let (server, hosted) = case(&Value::Null).await;
    let jwt = Signer::new("k1").sign(&testing::claims("http://127.0.0.1", 0));
    server.answers(200, &[&format!("set-auth-jwt: {jwt}")], "null");
    assert_eq!(steps(&hosted, &token(SIGNED)).await, [("api_cookie", "not_found")]);
}

#[tokio::test]
async fn a_token_without_signature_needs_the_bearer_plugin() {
    let (server, hosted) = case(&good()).await;
    assert_eq!(steps(&hosted, &token(TOKEN)).await, [("token", "not_signed")]);
    let hosted = Hosted { mode: HostedMode::Direct, ..hosted };
    assert_eq!(steps(&hosted, &token(TOKEN)).await, [("api_cookie", "not_signed")]);
    assert!(server.requests().is_empty());
    let hosted = Hosted { mode: HostedMode::Proxy, bearer: true, ..hosted };
    assert_eq!(hosted.validate(&token(TOKEN)).await.unwrap().method, "api_bearer");
    assert!(server.requests().remove(0).contains(&format!("authorization: Bearer {TOKEN}\r\n")));
}

#[tokio::test]
async fn what_cannot_be_a_token_costs_nothing() {
    let (server, hosted) = case(&good()).await;
    for text in ["", "guest", "' OR 1=1", "a.b.c.d", &"a".repeat(10_000)] {
        assert_eq!(steps(&hosted, &token(text)).await, [("token", "impossible")]);
    }
    assert_eq!(steps(&hosted, &Credential::default()).await, []);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_bad_token_is_not_made_good_by_a_cookie() {
    let (server, hosted) = case(&good()).await;
    let garbage = with_cookie(token("impossible token"));
    assert_eq!(steps(&hosted, &garbage).await, [("token", "impossible")]);
    let another = with_cookie(token("ZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZZ"));
    assert_eq!(steps(&hosted, &another).await, [("token", "not_signed")]);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn the_same_token_in_body_and_cookie_is_one_question() {
    let (server, hosted) = case(&good()).await;
    let validated = hosted.validate(&with_cookie(token(TOKEN))).await.unwrap();
    assert_eq!(validated.method, "api_cookie");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn beside_a_jwt_the_same_persons_session_wins() {
    let signer = Signer::new("k1");
    for (owner, method) in [(ADA, "api_cookie"), (EVE, "jwt_valid")] {
        let answer = session(owner, json!({}), json!({}));
        let (server, hosted) = case(&answer).await;
        let origin = server.url.origin().ascii_serialization();
        let jwt = signer.sign(&testing::claims(&origin, Clock::default().now().timestamp()));
        // The same server answers for its keys and for the session.
        let mut both = answer.clone();
        both["keys"] = signer.jwks()["keys"].clone();
        server.answers_json(200, &both);
        let validated = hosted.validate(&with_cookie(token(&jwt))).await.unwrap();
        assert_eq!(validated.method, method);
        assert_eq!(validated.identity.subject.as_str(), ADA);
        assert_eq!(validated.parent.session().is_some(), owner == ADA);
    }
}

#[tokio::test]
async fn an_outage_is_never_a_no() {
    let provider_gone = hosted(nowhere().await, "http://localhost:8080");
    let jwt = Signer::new("k1").sign(&testing::claims("http://127.0.0.1", 0));
    for credential in [token(SIGNED), with_cookie(Credential::default()), token(&jwt)] {
        let outcome = provider_gone.validate(&credential).await;
        assert!(matches!(outcome, Err(ValidateError::Unavailable(_))), "{outcome:?}");
    }
    let (server, hosted) = case(&good()).await;
    let database_gone = Hosted { probe: SessionProbe::new(nobodys_db()), ..hosted };
    let outcome = database_gone.validate(&token(SIGNED)).await;
    assert!(matches!(outcome, Err(ValidateError::Unavailable(_))), "{outcome:?}");
    assert!(server.requests().is_empty());
}
