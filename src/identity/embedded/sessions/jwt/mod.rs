//! The provider's JWTs: signed by `EdDSA`, good for a quarter of an hour, for this origin.

#[cfg(test)]
mod tests;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair as _};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, TimeDelta, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    identity::embedded::store::{sessions::SessionRow, users::AuthUser},
    types::PersonName,
};

/// How long a token is good, if its session lives; for others, who have only the key
/// set, it outlives a revoked session by as much at most.
const LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// How far clocks may differ.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// No token of ours is longer.
const LONGEST: usize = 8 * 1024;

/// A new key pair: the private part (PKCS #8) and the public one as a JWK.
pub(in crate::identity::embedded) fn new_pair() -> Option<(Vec<u8>, Value)> {
    let pair = Ed25519KeyPair::generate().ok()?;
    let private = pair.to_pkcs8v1().ok()?.as_ref().to_vec();
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    Some((private, json!({ "crv": "Ed25519", "x": x, "kty": "OKP" })))
}

/// The key that verifies what the private part of `jwk` signed.
pub(in crate::identity::embedded) fn public_key(jwk: &Value) -> Option<DecodingKey> {
    let ours = jwk.get("kty")? == "OKP" && jwk.get("crv")? == "Ed25519";
    let x = jwk.get("x")?.as_str()?;
    DecodingKey::from_ed_components(x).ok().filter(|_| ours)
}

/// Whom a token is about, and in which session it was asked for.
pub(in crate::identity::embedded) struct Subject<'a> {
    pub(in crate::identity::embedded) user: &'a AuthUser,
    pub(in crate::identity::embedded) session: &'a SessionRow,
}

/// A token about `of` for everyone who trusts `origin`. It has what a verifier needs,
/// and nothing that people may make as long as they like.
pub(in crate::identity::embedded) fn sign(
    kid: Uuid,
    key: &EncodingKey,
    origin: &str,
    of: &Subject<'_>,
    now: DateTime<Utc>,
) -> Option<String> {
    let Subject { user, session } = of;
    let claims = json!({
        "id": user.id,
        "sub": user.id,
        "sid": session.id,
        "email": user.email,
        "emailVerified": user.email_verified,
        "name": PersonName::cleaned(&user.name),
        "iat": now.timestamp(),
        "exp": (now + LIFETIME).timestamp(),
        "iss": origin,
        "aud": origin,
    });
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = None;
    header.kid = Some(kid.to_string());
    jsonwebtoken::encode(&header, &claims, key).ok()
}

/// The key a token names, where the token could be one of ours at all.
pub(in crate::identity::embedded) fn kid(token: &str) -> Option<Uuid> {
    if token.len() > LONGEST {
        return None;
    }
    let header = jsonwebtoken::decode_header(token).ok()?;
    let id = Uuid::try_parse(&header.kid?).ok()?;
    (header.alg == Algorithm::EdDSA).then_some(id)
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: Uuid,
    sid: Uuid,
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
}

/// What a token says that is good in itself.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::identity::embedded) struct Said {
    pub(in crate::identity::embedded) session: Uuid,
    user: Uuid,
    issued_at: i64,
}

impl Said {
    /// Whether `session` is the one that the token was asked for in. Whatever ends all
    /// that a session gave gives it another key, or none.
    pub(in crate::identity::embedded) fn is_of(&self, session: &SessionRow) -> bool {
        session.id == self.session
            && session.user_id == self.user
            && self.issued_at >= session.created_at.timestamp()
    }
}

/// Why a token is not good.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::identity::embedded) enum Bad {
    Signature,
    Audience,
    Expired,
    TooEarly,
}

impl Bad {
    /// What a validation step's record says.
    pub(in crate::identity::embedded) fn outcome(self) -> &'static str {
        match self {
            Self::Signature => "bad_signature",
            Self::Audience => "bad_audience",
            Self::Expired => "expired",
            Self::TooEarly => "too_early",
        }
    }
}

/// What the token says. Algorithm and key are ours, never the header's;
/// the times are held against the program's clock.
pub(in crate::identity::embedded) fn verify(
    token: &str,
    key: &DecodingKey,
    origin: &str,
    now: DateTime<Utc>,
) -> Result<Said, Bad> {
    let mut rules = Validation::new(Algorithm::EdDSA);
    rules.validate_exp = false;
    rules.validate_aud = false;
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    let decoded = jsonwebtoken::decode::<Claims>(token, key, &rules).map_err(|_| Bad::Signature)?;
    let claims = decoded.claims;
    let (now, leeway) = (now.timestamp(), LEEWAY.num_seconds());
    if claims.iss != origin || claims.aud != origin {
        Err(Bad::Audience)
    } else if now >= claims.exp.saturating_add(leeway) {
        Err(Bad::Expired)
    } else if claims.nbf.is_some_and(|nbf| now.saturating_add(leeway) < nbf) {
        Err(Bad::TooEarly)
    } else {
        Ok(Said { session: claims.sid, user: claims.sub, issued_at: claims.iat })
    }
}
