use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{EncodingKey, encode};
use serde_json::{Value, json};

use crate::{
    http::{self, Outbound},
    identity::hosted::{
        testing::{self, Server, Signer, nowhere},
        validate::jwt::*,
    },
};

const ORIGIN: &str = "https://ep.neonauth.example";
const SECRET: &str = "a secret that the provider and we share";

struct Case {
    signer: Signer,
    server: Server,
    verifier: Verifier,
}

async fn case(secret: Option<&str>) -> Case {
    let (server, signer) = (Server::start().await, Signer::new("k1"));
    server.answers_json(200, &signer.jwks());
    let keys = Keys::new(server.url.clone(), Outbound::new(http::client().unwrap()));
    let secret = secret.map(SecretString::from);
    Case { signer, server, verifier: verifier(keys, secret.as_ref()) }
}

fn verifier(keys: Keys, secret: Option<&SecretString>) -> Verifier {
    let issuer = Issuer::hosted(&ORIGIN.parse().unwrap());
    Verifier::new(ORIGIN.into(), issuer, keys, secret)
}

impl Case {
    async fn outcome(&self, token: &str) -> &'static str {
        match self.verifier.verify(token, now()).await {
            Ok(_) => "valid",
            Err(JwtError::Invalid(outcome)) => outcome,
            Err(JwtError::Outage(_)) => "outage",
        }
    }

    /// Returns the outcome for valid claims with these changes; `null` removes a claim.
    async fn changed(&self, changes: Value) -> &'static str {
        let mut claims = good();
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        self.outcome(&self.signer.sign(&claims)).await
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn good() -> Value {
    testing::claims(ORIGIN, now().timestamp())
}

#[tokio::test]
async fn a_good_token_says_who() {
    let case = case(None).await;
    let (identity, _) = case.verifier.verify(&case.signer.sign(&good()), now()).await.unwrap();
    assert_eq!(identity.email.as_str(), "ada@example.com");
    assert!(identity.email_verified && identity.image.is_none());
}

#[tokio::test]
async fn every_claim_is_held_to() {
    let (case, now) = (case(None).await, now().timestamp());
    for (changes, outcome) in [
        (json!({ "exp": now - LEEWAY + 1 }), "valid"),
        (json!({ "exp": now - LEEWAY - 1 }), "expired"),
        (json!({ "nbf": now + LEEWAY }), "valid"),
        (json!({ "nbf": now + LEEWAY + 1 }), "not_yet_valid"),
        (json!({ "nbf": "tomorrow" }), "claims"),
        (json!({ "exp": null }), "claims"),
        (json!({ "exp": "2100-01-01" }), "claims"),
        (json!({ "iss": null }), "claims"),
        (json!({ "aud": null }), "claims"),
        (json!({ "sub": null }), "claims"),
        (json!({ "iss": format!("{ORIGIN}/neondb/auth") }), "issuer"),
        (json!({ "iss": "https://other.neonauth.example" }), "issuer"),
        (json!({ "aud": "https://other.neonauth.example" }), "audience"),
        (json!({ "aud": [ORIGIN, "another"] }), "valid"),
        (json!({ "aud": [] }), "audience"),
        (json!({ "sub": "anonymous" }), "subject"),
        (json!({ "email": null }), "claims"),
        (json!({ "email": "nobody" }), "email"),
        (json!({ "banned": true }), "banned"),
    ] {
        assert_eq!(case.changed(changes.clone()).await, outcome, "{changes}");
    }
}

#[tokio::test]
async fn the_header_chooses_nothing() {
    let case = case(None).await;
    let good_token = case.signer.sign(&good());
    let (_, rest) = good_token.split_once('.').unwrap();
    for (header, outcome) in [
        (json!({ "alg": "none", "kid": "k1" }), "malformed"),
        (json!({ "alg": "ES256", "kid": "k1" }), "algorithm"),
        (json!({ "alg": "RS256", "kid": "k1" }), "algorithm"),
        (json!({ "alg": "HS256", "kid": "k1" }), "algorithm"),
        (json!({ "alg": "EdDSA" }), "no_key_id"),
        (json!({ "alg": "EdDSA", "kid": "k2" }), "unknown_key"),
        (json!({ "alg": "EdDSA", "kid": "k1", "typ": "at+jwt" }), "header"),
        (json!({ "alg": "EdDSA", "kid": "k1", "crit": ["exp"] }), "header"),
    ] {
        let token = format!("{}.{rest}", URL_SAFE_NO_PAD.encode(header.to_string()));
        assert_eq!(case.outcome(&token).await, outcome, "{header}");
    }
}

#[tokio::test]
async fn a_public_key_is_no_shared_secret() {
    for secret in [None, Some(SECRET)] {
        let case = case(secret).await;
        let header = Header { kid: Some("k1".into()), ..Header::new(Algorithm::HS256) };
        for secret in [case.signer.x(), case.signer.jwk().to_string()] {
            let key = EncodingKey::from_secret(secret.as_bytes());
            assert_ne!(case.outcome(&encode(&header, &good(), &key).unwrap()).await, "valid");
        }
    }
}

#[tokio::test]
async fn tampering_and_foreign_signatures_show() {
    let case = case(None).await;
    let foreign = Signer::new("k1");
    assert_eq!(case.outcome(&foreign.sign(&good())).await, "signature");
    let token = case.signer.sign(&good());
    let parts: Vec<&str> = token.split('.').collect();
    let mut claims = good();
    claims["email"] = json!("eve@example.com");
    let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
    assert_eq!(case.outcome(&format!("{}.{claims}.{}", parts[0], parts[2])).await, "signature");
}

#[tokio::test]
async fn a_key_in_the_header_is_not_looked_at() {
    let (case, foreign) = (case(None).await, Signer::new("k1"));
    let header =
        json!({ "alg": "EdDSA", "kid": "k1", "jwk": foreign.jwk(), "jku": "http://127.0.0.1:1/" });
    let header: Header = serde_json::from_value(header).unwrap();
    assert_eq!(case.outcome(&foreign.sign_with(&header, &good())).await, "signature");
}

#[tokio::test]
async fn a_shared_secret_counts_only_where_it_is_configured() {
    let (with, without) = (case(Some(SECRET)).await, case(None).await);
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    let token = encode(&Header::new(Algorithm::HS256), &good(), &key).unwrap();
    assert_eq!(with.outcome(&token).await, "valid");
    assert_eq!(without.outcome(&token).await, "algorithm");
    assert!(with.server.requests().is_empty(), "the published keys are not asked");
    // Better Auth signs its verification links with the same secret.
    let link = json!({ "email": "ada@example.com", "exp": now().timestamp() + 60 });
    let link = encode(&Header::new(Algorithm::HS256), &link, &key).unwrap();
    assert_eq!(with.outcome(&link).await, "claims");
    let hs512 = encode(&Header::new(Algorithm::HS512), &good(), &key).unwrap();
    assert_eq!(with.outcome(&hs512).await, "algorithm");
}

#[tokio::test]
async fn without_keys_nothing_is_said_about_a_token() {
    let keys = Keys::new(nowhere().await, Outbound::new(http::client().unwrap()));
    let verifier = verifier(keys, None);
    let token = Signer::new("k1").sign(&good());
    assert!(matches!(verifier.verify(&token, now()).await, Err(JwtError::Outage(_))));
}
