//! Determines the owner of a credential step by step, and records how each step ends.

use super::{
    Embedded,
    sessions::{TOKEN, jwt},
    store::{
        sessions::{self, Found},
        users::AuthUser,
    },
};
use crate::{
    identity::{
        Credential, JWT_VALID, Validated, diagnostics,
        error::{Step, ValidateError},
    },
    secret,
    sessions::Parent,
    types::{Identity, ImageUrl, PersonName, Subject},
};

/// The kind of a token, by its form alone.
enum Shape {
    Jwt,
    /// A session's token; a signature, if there is one, has been verified.
    Session(String),
    Impossible,
}

/// The credential that named the session.
#[derive(Clone, Copy)]
enum Evidence {
    Jwt,
    /// The session's own token.
    Token,
}

impl Evidence {
    fn step(self) -> &'static str {
        match self {
            Self::Jwt => "jwt",
            Self::Token => "db",
        }
    }

    /// Returns the [`Validated::method`] of a session that is alive.
    fn method(self) -> &'static str {
        match self {
            Self::Jwt => JWT_VALID,
            Self::Token => "db_hashed",
        }
    }
}

/// The steps taken so far.
#[derive(Default)]
struct Trail(Vec<Step>);

impl Trail {
    /// Records a step that proves nothing.
    fn fail<T>(&mut self, step: &'static str, outcome: &'static str) -> Option<T> {
        tracing::debug!(identity.step = step, identity.outcome = outcome, "Tried a credential");
        diagnostics::failed(step, outcome);
        self.0.push(Step { step, outcome });
        None
    }
}

type Outcome = Result<Option<Validated>, ValidateError>;

impl Embedded {
    /// Determines the owner of `credential`. A text without the form of a credential is
    /// refused without asking the database; everything else costs one statement.
    pub async fn validate(&self, credential: &Credential) -> Result<Validated, ValidateError> {
        let mut trail = Trail::default();
        match self.find_out(credential, &mut trail).await? {
            Some(validated) => {
                tracing::debug!(identity.method = validated.method, "A credential proved good");
                Ok(validated)
            }
            None => Err(ValidateError::Invalid { steps: trail.0 }),
        }
    }

    /// Validates the token if there is one, otherwise the browser's cookie. Beside a JWT, a
    /// cookie of the same person wins.
    async fn find_out(&self, credential: &Credential, trail: &mut Trail) -> Outcome {
        match credential.token.as_deref().map(|token| (token, self.shape(token))) {
            None => self.by_cookie(credential, trail).await,
            Some((token, Shape::Jwt)) => match self.by_jwt(token, trail).await? {
                Some(validated) => self.bind(validated, credential, trail).await,
                None => Ok(None),
            },
            Some((_, Shape::Session(token))) => self.by_session(&token, trail).await,
            Some((_, Shape::Impossible)) => Ok(trail.fail("token", "impossible")),
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
            None => Ok(trail.fail("db", "bad_signature")),
            Some(token) => self.by_session(&token, trail).await,
        }
    }

    /// Returns the validated cookie instead, if it shows a session of the same person.
    async fn bind(&self, by_jwt: Validated, credential: &Credential, trail: &mut Trail) -> Outcome {
        let by_cookie = self.by_cookie(credential, trail).await?;
        let same = by_cookie.filter(|it| it.identity.subject == by_jwt.identity.subject);
        Ok(Some(same.unwrap_or(by_jwt)))
    }

    /// Validates a JWT. It is worth as much as the session it names, which is read with it.
    async fn by_jwt(&self, token: &str, trail: &mut Trail) -> Outcome {
        let now = self.clock.now();
        let Some(kid) = jwt::kid(token) else { return Ok(trail.fail("jwt", "malformed")) };
        let Some(key) = self.keys.verifying(&self.db, kid, now).await? else {
            return Ok(trail.fail("jwt", "unknown_key"));
        };
        let said = match jwt::verify(token, &key.public, &self.origin, now) {
            Ok(said) => said,
            Err(bad) => return Ok(trail.fail("jwt", bad.outcome())),
        };
        let found = sessions::find_by_id(&self.db, said.session).await?;
        let own = found.filter(|found| said.is_of(&found.session));
        Ok(self.check(own, Evidence::Jwt, trail))
    }

    /// Validates a session's token. Reading the table grants nothing: it has only digests.
    async fn by_session(&self, token: &str, trail: &mut Trail) -> Outcome {
        let found = sessions::find(&self.db, &secret::digest_hex(token)).await?;
        Ok(self.check(found, Evidence::Token, trail))
    }

    fn check(
        &self,
        found: Option<Found>,
        evidence: Evidence,
        trail: &mut Trail,
    ) -> Option<Validated> {
        let (now, step) = (self.clock.now(), evidence.step());
        let Some(Found { session, user, .. }) = found else {
            return trail.fail(step, "not_found");
        };
        if session.expires_at <= now {
            return trail.fail(step, "expired");
        }
        if user.is_banned(now) {
            return trail.fail(step, "banned");
        }
        let Some(identity) = identity(&user) else { return trail.fail(step, "unreadable_user") };
        let parent = Parent::Session { id: session.id.to_string(), replay: None };
        Some(Validated { identity, parent, method: evidence.method() })
    }
}

/// Whether the text could be a session's token.
fn is_token(text: &str) -> bool {
    text.len() == TOKEN && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Returns the person's identity; `None` for a row that the wire couldn't have created.
pub(super) fn identity(user: &AuthUser) -> Option<Identity> {
    Some(Identity {
        subject: Subject::embedded(user.id),
        email: user.email.parse().ok()?,
        email_verified: user.email_verified,
        name: PersonName::cleaned(&user.name),
        image: user.image.as_deref().and_then(ImageUrl::if_sound),
    })
}
