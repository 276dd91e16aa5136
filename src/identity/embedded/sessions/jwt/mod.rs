//! The provider's JWTs: signed with `EdDSA`, valid for 15 minutes, for this origin.

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

/// Lifetime of a token while its session lives. For verifiers that only have the key set,
/// it outlives a revoked session by at most this.
const LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// Tolerated difference between clocks.
const LEEWAY: TimeDelta = TimeDelta::seconds(30);

/// No token of ours is longer.
const LONGEST: usize = 8 * 1024;

/// Generates a key pair: the private part (PKCS #8), and the public one as a JWK.
pub(in crate::identity::embedded) fn new_pair() -> Option<(Vec<u8>, Value)> {
    let pair = Ed25519KeyPair::generate().ok()?;
    let private = pair.to_pkcs8v1().ok()?.as_ref().to_vec();
    let x = URL_SAFE_NO_PAD.encode(pair.public_key().as_ref());
    Some((private, json!({ "crv": "Ed25519", "x": x, "kty": "OKP" })))
}

/// Returns the key that verifies what the private part of `jwk` signed.
pub(in crate::identity::embedded) fn public_key(jwk: &Value) -> Option<DecodingKey> {
    let ours = jwk.get("kty")? == "OKP" && jwk.get("crv")? == "Ed25519";
    let x = jwk.get("x")?.as_str()?;
    DecodingKey::from_ed_components(x).ok().filter(|_| ours)
}

/// The person that a token is about, and the session in which it was requested.
pub(in crate::identity::embedded) struct Subject<'a> {
    pub(in crate::identity::embedded) user: &'a AuthUser,
    pub(in crate::identity::embedded) session: &'a SessionRow,
}

/// Signs a token about `of` for everyone who trusts `origin`. It contains what a verifier
/// needs and nothing of unlimited length.
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

/// Returns the key id that a token names, if it can be one of ours at all.
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

/// The claims of a valid token.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::identity::embedded) struct Said {
    pub(in crate::identity::embedded) session: Uuid,
    user: Uuid,
    issued_at: i64,
}

impl Said {
    /// Whether the token was requested in `session`. Anything that ends all that a session
    /// gave changes its key or deletes it.
    pub(in crate::identity::embedded) fn is_of(&self, session: &SessionRow) -> bool {
        session.id == self.session
            && session.user_id == self.user
            && self.issued_at >= session.created_at.timestamp()
    }
}

/// Why a token isn't valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::identity::embedded) enum Bad {
    Signature,
    Audience,
    Expired,
    TooEarly,
}

impl Bad {
    /// Returns the outcome for the record of a validation step.
    pub(in crate::identity::embedded) fn outcome(self) -> &'static str {
        match self {
            Self::Signature => "bad_signature",
            Self::Audience => "bad_audience",
            Self::Expired => "expired",
            Self::TooEarly => "too_early",
        }
    }
}

/// Verifies a token and returns its claims. Algorithm and key are ours, never the header's,
/// and the times are checked against our own clock.
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
