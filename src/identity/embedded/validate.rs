//! Whom a credential belongs to.

use super::{
    Embedded, jwt,
    queries::{
        sessions::{self, SessionRow},
        users::{self, AuthUser},
    },
    sessions::TOKEN,
};
use crate::{
    identity::{
        Credential, Validated,
        error::{Step, ValidateError},
        types::Identity,
    },
    secret,
};

/// What a token is by its shape alone.
enum Shape {
    Jwt,
    /// A session's token, its signature checked where it has one.
    Session(String),
    Malformed,
}

impl Embedded {
    /// Finds out whom `credential` belongs to: the token's owner where there is
    /// one, and only otherwise the session cookie's. What has no credential's
    /// shape is refused without asking the database.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        if let Some(token) = &credential.token {
            return match self.shape(token) {
                Shape::Jwt => self.validate_jwt(token).await,
                Shape::Session(token) => self.validate_session(&token).await,
                Shape::Malformed => Err(invalid("db", "malformed")),
            };
        }
        let name = self.session_cookie();
        let Some((_, value)) = credential.cookies.iter().find(|(key, _)| key == name) else {
            return Err(invalid("db", "skipped"));
        };
        match self.cookies.open(value) {
            Some(token) => self.validate_session(&token).await,
            None => Err(invalid("db", "bad_signature")),
        }
    }

    fn shape(&self, token: &str) -> Shape {
        let bare = token.len() == TOKEN && token.bytes().all(|b| b.is_ascii_alphanumeric());
        if bare {
            return Shape::Session(token.to_owned());
        }
        match token.bytes().filter(|b| *b == b'.').count() {
            1 => self.cookies.open(token).map_or(Shape::Malformed, Shape::Session),
            2 => Shape::Jwt,
            _ => Shape::Malformed,
        }
    }

    async fn validate_jwt(&self, token: &str) -> Result<Validated, ValidateError> {
        let now = self.clock.now();
        let Some(kid) = jwt::kid(token) else { return Err(invalid("jwt", "malformed")) };
        let Some(key) = self.keys.verifying(&self.db, kid, now).await? else {
            return Err(invalid("jwt", "unknown_key"));
        };
        let subject = jwt::verify(token, &key.public, &self.origin, now);
        let subject = subject.map_err(|bad| invalid("jwt", reason(bad)))?;
        match users::find(&self.db, subject).await? {
            None => Err(invalid("jwt", "not_found")),
            Some(user) if user.is_banned(now) => Err(invalid("jwt", "banned")),
            Some(user) => validated("jwt", "jwt_valid", &user, None),
        }
    }

    /// One statement; the table has digests only, so what it says opens nothing.
    async fn validate_session(&self, token: &str) -> Result<Validated, ValidateError> {
        let now = self.clock.now();
        match sessions::find(&self.db, &secret::digest_hex(token)).await? {
            None => Err(invalid("db", "not_found")),
            Some((session, _)) if session.expires_at <= now => Err(invalid("db", "expired")),
            Some((_, user)) if user.is_banned(now) => Err(invalid("db", "banned")),
            Some((session, user)) => validated("db", "db_hashed", &user, Some(&session)),
        }
    }
}

fn validated(
    step: &'static str,
    method: &'static str,
    user: &AuthUser,
    session: Option<&SessionRow>,
) -> Result<Validated, ValidateError> {
    let subject = user.id.to_string().parse();
    let (Ok(subject), Ok(email)) = (subject, user.email.parse()) else {
        return Err(invalid(step, "unusable_identity"));
    };
    let identity = Identity {
        subject,
        email,
        email_verified: user.email_verified,
        name: user.name.clone(),
        image: user.image.clone(),
    };
    let provider_session = session.map(|session| session.id.to_string());
    Ok(Validated { identity, provider_session, method })
}

fn invalid(step: &'static str, outcome: &'static str) -> ValidateError {
    ValidateError::Invalid { steps: vec![Step { step, outcome }] }
}

fn reason(bad: jwt::Bad) -> &'static str {
    match bad {
        jwt::Bad::Signature => "bad_signature",
        jwt::Bad::Audience => "bad_audience",
        jwt::Bad::Expired => "expired",
        jwt::Bad::TooEarly => "too_early",
    }
}
