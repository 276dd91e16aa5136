//! Whom a credential belongs to: step by step, each step's end on record.

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
        record,
        types::{Identity, ImageUrl, PersonName, Subject},
    },
    secret,
};

/// What a token is by its shape alone.
enum Shape {
    Jwt,
    /// A session's token, its signature checked where it has one.
    Session(String),
    Impossible,
}

/// The steps taken so far.
#[derive(Default)]
struct Trail(Vec<Step>);

impl Trail {
    /// Notes how a step ended that proves nothing.
    fn refuse<T>(&mut self, step: &'static str, outcome: &'static str) -> Option<T> {
        tracing::debug!(identity.step = step, identity.outcome = outcome, "Tried a credential");
        record::failed(step, outcome);
        self.0.push(Step { step, outcome });
        None
    }
}

type Outcome = Result<Option<Validated>, ValidateError>;

impl Embedded {
    /// Finds out whom `credential` belongs to. What has no credential's shape is
    /// refused without asking the database; everything else costs one statement.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        let mut trail = Trail::default();
        match self.find_out(credential, &mut trail).await? {
            Some(validated) => {
                tracing::info!(identity.method = validated.method, "A credential proved good");
                Ok(validated)
            }
            None => Err(ValidateError::Invalid { steps: trail.0 }),
        }
    }

    /// A token that was handed over is what counts; the browser's cookie only
    /// where there is none. Beside a JWT the cookie of the same person wins: a JWT
    /// outlives its session.
    async fn find_out(&self, credential: &Credential, trail: &mut Trail) -> Outcome {
        match credential.token.as_deref().map(|token| (token, self.shape(token))) {
            None => self.by_cookie(credential, trail).await,
            Some((token, Shape::Jwt)) => match self.by_jwt(token, trail).await? {
                Some(validated) => self.bind(validated, credential, trail).await,
                None => Ok(None),
            },
            Some((_, Shape::Session(token))) => self.by_session(&token, trail).await,
            Some((_, Shape::Impossible)) => Ok(trail.refuse("token", "impossible")),
        }
    }

    fn shape(&self, token: &str) -> Shape {
        if is_token(token) {
            return Shape::Session(token.to_owned());
        }
        match token.bytes().filter(|byte| *byte == b'.').count() {
            1 => self.cookies.open(token).map_or(Shape::Impossible, Shape::Session),
            2 => Shape::Jwt,
            _ => Shape::Impossible,
        }
    }

    async fn by_cookie(&self, credential: &Credential, trail: &mut Trail) -> Outcome {
        let name = self.session_cookie();
        let Some((_, value)) = credential.cookies.iter().find(|(key, _)| key == name) else {
            return Ok(None);
        };
        match self.cookies.open(value) {
            None => Ok(trail.refuse("db", "bad_signature")),
            Some(token) => self.by_session(&token, trail).await,
        }
    }

    /// The session of the same person, where the cookie shows one.
    async fn bind(&self, by_jwt: Validated, credential: &Credential, trail: &mut Trail) -> Outcome {
        let by_cookie = self.by_cookie(credential, trail).await?;
        let same = by_cookie.filter(|it| it.identity.subject == by_jwt.identity.subject);
        Ok(Some(same.unwrap_or(by_jwt)))
    }

    async fn by_jwt(&self, token: &str, trail: &mut Trail) -> Outcome {
        let now = self.clock.now();
        let Some(kid) = jwt::kid(token) else { return Ok(trail.refuse("jwt", "malformed")) };
        let Some(key) = self.keys.verifying(&self.db, kid, now).await? else {
            return Ok(trail.refuse("jwt", "unknown_key"));
        };
        let subject = match jwt::verify(token, &key.public, &self.origin, now) {
            Ok(subject) => subject,
            Err(bad) => return Ok(trail.refuse("jwt", bad.outcome())),
        };
        match users::find(&self.db, subject).await? {
            None => Ok(trail.refuse("jwt", "unknown_user")),
            Some(user) if user.is_banned(now) => Ok(trail.refuse("jwt", "banned")),
            Some(user) => Ok(validated(&user, None, "jwt_valid")
                .or_else(|| trail.refuse("jwt", "unreadable_user"))),
        }
    }

    /// The table has digests only: what is read there opens nothing.
    async fn by_session(&self, token: &str, trail: &mut Trail) -> Outcome {
        let now = self.clock.now();
        Ok(match sessions::find(&self.db, &secret::digest_hex(token)).await? {
            None => trail.refuse("db", "not_found"),
            Some((session, _)) if session.expires_at <= now => trail.refuse("db", "expired"),
            Some((_, user)) if user.is_banned(now) => trail.refuse("db", "banned"),
            Some((session, user)) => validated(&user, Some(&session), "db_hashed")
                .or_else(|| trail.refuse("db", "unreadable_user")),
        })
    }
}

/// Whether the text could be a session's token.
fn is_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn validated(
    user: &AuthUser,
    session: Option<&SessionRow>,
    method: &'static str,
) -> Option<Validated> {
    let identity = identity(user)?;
    let provider_session = session.map(|session| session.id.to_string());
    Some(Validated { identity, provider_session, credential: None, method })
}

/// What the wire's `user` says about a person; `None` for one it could not have made.
pub(super) fn identity(user: &AuthUser) -> Option<Identity> {
    Some(Identity {
        subject: Subject::embedded(user.id),
        email: user.email.parse().ok()?,
        email_verified: user.email_verified,
        name: PersonName::cleaned(&user.name),
        image: user.image.as_deref().and_then(ImageUrl::if_sound),
    })
}
