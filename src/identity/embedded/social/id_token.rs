//! ID tokens (OpenID Connect Core §3.1.3.7): RS256 only, with the site's published keys.

use jsonwebtoken::{Algorithm, Validation, decode, decode_header};
use serde::Deserialize;
use serde_json::Value;

use super::{Profile, SocialError};
use crate::{
    identity::{diagnostics, keys::jwks::Keys},
    secret,
};

/// Tolerated difference between the site's clock and ours, in seconds.
const LEEWAY: i64 = 60;

/// Google's issuer, and its spelling in older tokens.
const GOOGLE: [&str; 2] = ["https://accounts.google.com", "accounts.google.com"];

/// The values that a token for this sign-in must have.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) now: i64,
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    exp: i64,
    iat: i64,
    nonce: Option<String>,
    azp: Option<String>,
    email: Option<String>,
    email_verified: Option<Value>,
    name: Option<String>,
    picture: Option<String>,
}

/// Returns the person in the token, if it is for us, for this sign-in and currently valid.
pub(super) async fn read(
    token: &str,
    keys: &Keys,
    expected: &Expected<'_>,
) -> Result<Profile, SocialError> {
    let header = decode_header(token).map_err(|_| invalid("malformed"))?;
    if header.alg != Algorithm::RS256 || header.crit.is_some() {
        return Err(invalid("algorithm"));
    }
    let kid = header.kid.ok_or_else(|| invalid("no_key_id"))?;
    let key = keys.find(&kid).await?.ok_or_else(|| invalid("unknown_key"))?;
    if key.algorithm != Algorithm::RS256 {
        return Err(invalid("algorithm"));
    }
    let claims = decode::<Claims>(token, &key.decoding, &rules(expected));
    let claims = claims.map_err(|error| invalid(outcome(&error)))?.claims;
    check(&claims, expected).map_err(invalid)?;
    diagnostics::passed("id_token", "right");
    profile(claims).ok_or_else(|| invalid("subject"))
}

fn rules(expected: &Expected<'_>) -> Validation {
    let mut rules = Validation::new(Algorithm::RS256);
    match expected.issuer {
        issuer if issuer == GOOGLE[0] => rules.set_issuer(&GOOGLE),
        issuer => rules.set_issuer(&[issuer]),
    }
    rules.set_audience(&[expected.client_id]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    // `check` checks the times, by our own clock.
    rules.validate_exp = false;
    rules
}

fn check(claims: &Claims, expected: &Expected<'_>) -> Result<(), &'static str> {
    let nonce = claims.nonce.as_deref().unwrap_or_default();
    let for_another = |azp: &String| azp != expected.client_id;
    match () {
        () if !secret::same(nonce, expected.nonce) => Err("nonce"),
        () if claims.azp.as_ref().is_some_and(for_another) => Err("authorized_party"),
        () if claims.exp <= expected.now.saturating_sub(LEEWAY) => Err("expired"),
        () if claims.iat > expected.now.saturating_add(LEEWAY) => Err("from_the_future"),
        () => Ok(()),
    }
}

fn profile(claims: Claims) -> Option<Profile> {
    let verified = match &claims.email_verified {
        Some(Value::Bool(verified)) => *verified,
        // Some write it as text.
        Some(Value::String(text)) => text == "true",
        _ => false,
    };
    let email = claims.email.as_deref().map(|email| (email, verified));
    Profile::new(claims.sub, email, claims.name.as_deref(), claims.picture)
}

/// Logs what was wrong with the token; the person only learns that it didn't work.
fn invalid(outcome: &'static str) -> SocialError {
    tracing::warn!(auth.id_token = outcome, "An ID token was refused");
    diagnostics::failed("id_token", outcome);
    SocialError::Refused("unable_to_get_user_info")
}

fn outcome(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind as Kind;
    match error.kind() {
        Kind::InvalidSignature => "signature",
        Kind::InvalidIssuer => "issuer",
        Kind::InvalidAudience => "audience",
        _ => "claims",
    }
}
