//! Determines the owner of a credential step by step, and records how each step ends.

use self::{
    jwt::JwtError,
    probe_sql::Row,
    session_probe::Lookup,
    token::{Opaque, Token},
    trail::Trail,
};
use super::{
    Hosted,
    json::{Present, Session},
};
use crate::{
    config::HostedMode,
    identity::{Credential, JWT_VALID, Validated, error::ValidateError},
    sessions::Parent,
    types::{ClientInfo, Issuer, Subject},
};

/// The source of a credential.
#[derive(Clone, Copy)]
struct CredentialContext<'a> {
    /// The client that asks.
    client: Option<&'a ClientInfo>,
    /// Whether it comes from the provider's own answer, not from the caller.
    granted: bool,
}

/// Evidence that a session's token was issued to the person who shows it.
enum TokenEvidence {
    /// By the provider's signature, or by the provider itself.
    Seen,
    /// The provider has to be asked.
    Asked,
    /// It isn't: anyone who can read the provider's table has the token too.
    Missing,
}

type Outcome = Result<Option<Validated>, ValidateError>;

impl Hosted {
    /// Validates the token if there is one, otherwise the browser's cookie. A token that
    /// the provider itself has just handed over needs no other proof. Beside a JWT, a
    /// cookie of the same person adds the session, since a JWT names none and outlives it.
    pub(super) async fn find_out(&self, credential: &Credential, trail: &mut Trail) -> Outcome {
        let cookie = self.cookies.session(&credential.cookies).and_then(Token::parse);
        let from =
            CredentialContext { client: credential.client.as_ref(), granted: credential.granted };
        match credential.token.as_deref().map(Token::parse) {
            None => self.by_cookie(cookie, from, trail).await,
            Some(None) => Ok(trail.fail("token", "impossible")),
            Some(Some(Token::Jwt(jwt))) => match self.by_jwt(&jwt, trail).await? {
                Some(validated) => Ok(Some(self.bind(validated, cookie, from, trail).await)),
                None => Ok(None),
            },
            // The cookie of the same session is better proof, because it is signed.
            Some(Some(Token::Opaque(token))) if token.is_signed_in(cookie.as_ref()) => {
                self.by_cookie(cookie, from, trail).await
            }
            Some(Some(Token::Opaque(token))) => self.by_session(&token, from, trail).await,
        }
    }

    async fn by_cookie(
        &self,
        cookie: Option<Token>,
        from: CredentialContext<'_>,
        trail: &mut Trail,
    ) -> Outcome {
        match cookie {
            // The provider never sets an unsigned one, in either mode.
            Some(Token::Opaque(cookie)) if cookie.signed().is_none() => {
                Ok(trail.fail("cookie", "not_signed"))
            }
            Some(Token::Opaque(cookie)) => self.by_session(&cookie, from, trail).await,
            _ => Ok(None),
        }
    }

    /// Returns the validated cookie instead, if it shows a session of the same person.
    async fn bind(
        &self,
        by_jwt: Validated,
        cookie: Option<Token>,
        from: CredentialContext<'_>,
        trail: &mut Trail,
    ) -> Validated {
        match self.by_cookie(cookie, from, trail).await {
            Ok(Some(by_cookie)) if by_cookie.identity.subject == by_jwt.identity.subject => {
                by_cookie
            }
            _ => by_jwt,
        }
    }

    async fn by_jwt(&self, jwt: &str, trail: &mut Trail) -> Outcome {
        let now = self.clock.now();
        let (identity, parent) = match self.verifier.verify(jwt, now).await {
            Ok(said) => said,
            Err(JwtError::Invalid(outcome)) => return Ok(trail.fail("jwt", outcome)),
            Err(JwtError::Outage(outage)) => return Err(trail.outage("jwt", &outage)),
        };
        let identity = match self.probe.by_subject(&identity.subject, now).await? {
            Lookup::NotHere => identity,
            Lookup::NotFound => return Ok(trail.fail("jwt", "unknown_user")),
            Lookup::Found(row) if row.banned => return Ok(trail.fail("jwt", "banned")),
            Lookup::Found(row) => match row.identity(&self.issuer) {
                // The table has what changed since the token was signed.
                Some(fresh) => fresh,
                None => return Ok(trail.fail("jwt", "unreadable_user")),
            },
        };
        trail.note("jwt", "jwt_valid");
        Ok(Some(Validated { identity, parent, method: JWT_VALID }))
    }

    /// Validates a session token. The provider's table can confirm or end a session, but it
    /// never admits anyone: that takes the provider's signature or its own answer.
    async fn by_session(
        &self,
        token: &Opaque,
        from: CredentialContext<'_>,
        trail: &mut Trail,
    ) -> Outcome {
        let evidence = self.evidence(token, from);
        if matches!(evidence, TokenEvidence::Missing) {
            return Ok(trail.fail("token", "not_signed"));
        }
        match (self.probe.by_token(token, self.clock.now()).await?, evidence) {
            (Lookup::NotHere, _) => self.by_api(token, from.client, trail).await,
            (Lookup::NotFound, _) => Ok(trail.fail("db", "not_found")),
            (Lookup::Found(row), TokenEvidence::Seen) => {
                Ok(by_row(&self.issuer, *row, token, trail))
            }
            (Lookup::Found(row), _) => match by_row(&self.issuer, *row, token, trail) {
                Some(_) => self.by_api(token, from.client, trail).await,
                None => Ok(None),
            },
        }
    }

    /// Returns the evidence for the token. In direct mode an unsigned one is accepted:
    /// browsers talk to the provider themselves, and the guide's page has no other. In
    /// proxy mode it counts only if the provider accepts such tokens by its bearer plugin.
    fn evidence(&self, token: &Opaque, from: CredentialContext<'_>) -> TokenEvidence {
        let is_signed = self.secret.as_ref().is_some_and(|secret| token.is_signed_with(secret));
        match (token.signed(), self.mode) {
            _ if from.granted || is_signed => TokenEvidence::Seen,
            (Some(_), _) => TokenEvidence::Asked,
            (None, HostedMode::Direct) => TokenEvidence::Seen,
            (None, HostedMode::Proxy) if self.bearer => TokenEvidence::Asked,
            (None, HostedMode::Proxy) => TokenEvidence::Missing,
        }
    }

    async fn by_api(
        &self,
        token: &Opaque,
        client: Option<&ClientInfo>,
        trail: &mut Trail,
    ) -> Outcome {
        let cookie = token.signed().and_then(|value| self.cookies.for_session(value));
        let (step, answer) = if let Some(cookie) = cookie {
            ("api_cookie", self.upstream.session_by_cookie(&cookie, client).await)
        } else if self.bearer {
            ("api_bearer", self.upstream.session_by_bearer(token.plain(), client).await)
        } else {
            return Ok(trail.fail("api_cookie", "not_signed"));
        };
        match answer {
            Ok(Session::Present(present)) => Ok(self.by_answer(*present, token, step, trail)),
            Ok(Session::Absent) => Ok(trail.fail(step, "not_found")),
            Err(outage) => Err(trail.outage(step, &outage)),
        }
    }

    fn by_answer(
        &self,
        present: Present,
        token: &Opaque,
        step: &'static str,
        trail: &mut Trail,
    ) -> Option<Validated> {
        let now = self.clock.now();
        if present.session.is_over(now) {
            return trail.fail(step, "expired");
        }
        if present.user.person.is_banned(now) {
            return trail.fail(step, "banned");
        }
        let subject = Subject::new(&self.issuer, &present.user.id).ok();
        let Some(identity) = subject.and_then(|it| present.user.person.identity(it)) else {
            return trail.fail(step, "unreadable_user");
        };
        trail.note(step, step);
        let parent = Parent::Session { id: present.session.id, replay: Some(token.replayable()) };
        Some(Validated { identity, parent, method: step })
    }
}

fn by_row(issuer: &Issuer, row: Row, token: &Opaque, trail: &mut Trail) -> Option<Validated> {
    if !row.live {
        return trail.fail("db", "expired");
    }
    if row.banned {
        return trail.fail("db", "banned");
    }
    let Some(identity) = row.identity(issuer) else { return trail.fail("db", "unreadable_user") };
    let Some(id) = row.session_id else { return trail.fail("db", "unreadable_session") };
    let is_plain = row.stored_token.as_deref() == Some(token.plain());
    let method = if is_plain { "db_plain" } else { "db_hashed" };
    trail.note("db", method);
    let parent = Parent::Session { id, replay: Some(token.replayable()) };
    Some(Validated { identity, parent, method })
}

pub mod jwt;
mod probe_sql;
pub mod session_probe;
#[cfg(test)]
mod tests;
pub mod token;
pub mod trail;
