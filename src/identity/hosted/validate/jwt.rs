//! JWTs, signed with the provider's published keys or, if one is configured, with a shared
//! secret; the two are never mixed.

use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, decode, decode_header};
use serde::Deserialize;

use crate::{
    http::Outage,
    identity::{hosted::json::Person, keys::jwks::Keys},
    secret::{ExposeSecret as _, SecretString},
    sessions::Parent,
    types::{Identity, Issuer, Subject},
};

/// Tolerated difference between the provider's clock and ours, in seconds.
const LEEWAY: i64 = 30;

/// Verifies JWTs of one issuer.
pub(in crate::identity::hosted) struct Verifier {
    /// Issuer and audience: the origin of the provider's base URL.
    origin: String,
    /// The name under which its people are stored here.
    issuer: Issuer,
    keys: Keys,
    secret: Option<DecodingKey>,
}

/// Why a JWT doesn't count.
#[derive(Debug)]
pub(in crate::identity::hosted) enum JwtError {
    /// It proves nothing; says what is wrong with it.
    Invalid(&'static str),
    /// Its key can't be fetched now.
    Outage(Outage),
}

#[derive(Deserialize)]
struct Claims {
    sub: String,
    /// A token without this claim counts as old.
    #[serde(default)]
    iat: i64,
    exp: i64,
    nbf: Option<i64>,
    #[serde(flatten)]
    person: Person,
}

impl Verifier {
    pub(in crate::identity::hosted) fn new(
        origin: String,
        issuer: Issuer,
        keys: Keys,
        secret: Option<&SecretString>,
    ) -> Self {
        let secret = secret.map(|it| DecodingKey::from_secret(it.expose_secret().as_bytes()));
        Self { origin, issuer, keys, secret }
    }

    /// Returns the person in the token's claims, and the period in which it counts.
    pub(in crate::identity::hosted) async fn verify(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<(Identity, Parent), JwtError> {
        let header = decode_header(token).map_err(|_| JwtError::Invalid("malformed"))?;
        check_header(&header)?;
        let claims = match (header.alg, &self.secret) {
            (Algorithm::HS256, Some(secret)) => self.claims(token, Algorithm::HS256, secret)?,
            _ => self.claims_by_published_key(token, &header).await?,
        };
        check(&self.issuer, claims, now)
    }

    async fn claims_by_published_key(
        &self,
        token: &str,
        header: &Header,
    ) -> Result<Claims, JwtError> {
        if !is_public_key_algorithm(header.alg) {
            return Err(JwtError::Invalid("algorithm"));
        }
        let kid = header.kid.as_deref().ok_or(JwtError::Invalid("no_key_id"))?;
        let found = self.keys.find(kid).await.map_err(JwtError::Outage)?;
        let key = found.ok_or(JwtError::Invalid("unknown_key"))?;
        self.claims(token, key.algorithm, &key.decoding)
    }

    /// Verifies signature and claims. The algorithm is the key's, never the token's choice.
    fn claims(&self, token: &str, by: Algorithm, key: &DecodingKey) -> Result<Claims, JwtError> {
        let mut rules = Validation::new(by);
        rules.set_issuer(&[&self.origin]);
        rules.set_audience(&[&self.origin]);
        // Setting issuer and audience alone would accept a token without them.
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        // `check` checks the times, by our own clock.
        rules.validate_exp = false;
        let data = decode::<Claims>(token, key, &rules);
        data.map(|data| data.claims).map_err(|error| JwtError::Invalid(outcome(&error)))
    }
}

/// Refuses a token of another type or with critical extensions that we don't know.
fn check_header(header: &Header) -> Result<(), JwtError> {
    let is_jwt = header.typ.as_deref().is_none_or(|typ| typ.eq_ignore_ascii_case("JWT"));
    if is_jwt && header.crit.is_none() { Ok(()) } else { Err(JwtError::Invalid("header")) }
}

fn is_public_key_algorithm(algorithm: Algorithm) -> bool {
    !matches!(algorithm, Algorithm::HS256 | Algorithm::HS384 | Algorithm::HS512)
}

fn check(
    issuer: &Issuer,
    claims: Claims,
    now: DateTime<Utc>,
) -> Result<(Identity, Parent), JwtError> {
    let now_seconds = now.timestamp();
    if claims.exp <= now_seconds.saturating_sub(LEEWAY) {
        return Err(JwtError::Invalid("expired"));
    }
    if claims.nbf.is_some_and(|nbf| nbf > now_seconds.saturating_add(LEEWAY)) {
        return Err(JwtError::Invalid("not_yet_valid"));
    }
    if claims.person.is_banned(now) {
        return Err(JwtError::Invalid("banned"));
    }
    let time = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(JwtError::Invalid("claims"));
    let parent = Parent::Token { issued_at: time(claims.iat)?, ends_at: time(claims.exp)? };
    let subject = Subject::new(issuer, &claims.sub).map_err(|_| JwtError::Invalid("subject"))?;
    let identity = claims.person.identity(subject).ok_or(JwtError::Invalid("email"))?;
    Ok((identity, parent))
}

fn outcome(error: &jsonwebtoken::errors::Error) -> &'static str {
    use jsonwebtoken::errors::ErrorKind as Kind;
    match error.kind() {
        Kind::InvalidSignature => "signature",
        Kind::InvalidAlgorithm => "algorithm",
        Kind::InvalidIssuer => "issuer",
        Kind::InvalidAudience => "audience",
        _ => "claims",
    }
}

#[cfg(test)]
mod tests;
