//! Whom a credential belongs to: step by step, each step's end on record.

use super::{
    Hosted,
    jwt::Refused,
    session_probe::Lookup,
    statement::Row,
    token::{Opaque, Token},
    trail::Trail,
    wire::{Present, Session},
};
use crate::identity::{Credential, Validated, error::ValidateError, wire::Client};

type Who<'a> = Option<&'a Client>;
type Outcome = Result<Option<Validated>, ValidateError>;

impl Hosted {
    /// A token that was handed over is what counts; the browser's cookie only
    /// where there is none. Beside a JWT the cookie of the same person adds the
    /// session: a JWT names none, and outlives it.
    pub(super) async fn find_out(&self, credential: &Credential, trail: &mut Trail) -> Outcome {
        let cookie = self.cookies.session(&credential.cookies).and_then(Token::parse);
        let client = credential.client.as_ref();
        match credential.token.as_deref().map(Token::parse) {
            None => self.by_cookie(cookie, client, trail).await,
            Some(None) => Ok(trail.refuse("token", "impossible")),
            Some(Some(Token::Jwt(jwt))) => match self.by_jwt(&jwt, trail).await? {
                Some(validated) => Ok(Some(self.bind(validated, cookie, client, trail).await)),
                None => Ok(None),
            },
            // The cookie of the same session says more: it is signed.
            Some(Some(Token::Opaque(token))) if token.is_same(cookie.as_ref()) => {
                self.by_cookie(cookie, client, trail).await
            }
            Some(Some(Token::Opaque(token))) => self.by_session(&token, client, trail).await,
        }
    }

    async fn by_cookie(
        &self,
        cookie: Option<Token>,
        client: Who<'_>,
        trail: &mut Trail,
    ) -> Outcome {
        match cookie {
            Some(Token::Opaque(cookie)) => self.by_session(&cookie, client, trail).await,
            _ => Ok(None),
        }
    }

    /// The session of the same person, where the cookie shows one.
    async fn bind(
        &self,
        by_jwt: Validated,
        cookie: Option<Token>,
        client: Who<'_>,
        trail: &mut Trail,
    ) -> Validated {
        match self.by_cookie(cookie, client, trail).await {
            Ok(Some(by_cookie)) if by_cookie.identity.subject == by_jwt.identity.subject => {
                by_cookie
            }
            _ => by_jwt,
        }
    }

    async fn by_jwt(&self, jwt: &str, trail: &mut Trail) -> Outcome {
        let now = self.clock.now();
        let identity = match self.verifier.verify(jwt, now).await {
            Ok(identity) => identity,
            Err(Refused::Invalid(outcome)) => return Ok(trail.refuse("jwt", outcome)),
            Err(Refused::Outage(outage)) => return Err(trail.outage("jwt", &outage)),
        };
        let identity = match self.probe.by_subject(&identity.subject, now).await? {
            Lookup::NotHere => identity,
            Lookup::NotFound => return Ok(trail.refuse("jwt", "unknown_user")),
            Lookup::Found(row) if row.banned => return Ok(trail.refuse("jwt", "banned")),
            Lookup::Found(row) => match row.identity() {
                // The table knows what changed since the token was signed.
                Some(fresh) => fresh,
                None => return Ok(trail.refuse("jwt", "unreadable_user")),
            },
        };
        trail.note("jwt", "jwt_valid");
        let (provider_session, credential) = (None, None);
        Ok(Some(Validated { identity, provider_session, credential, method: "jwt_valid" }))
    }

    /// The database where it can answer, else the provider.
    async fn by_session(&self, token: &Opaque, client: Who<'_>, trail: &mut Trail) -> Outcome {
        match self.probe.by_token(token, self.clock.now()).await? {
            Lookup::NotHere => self.by_api(token, client, trail).await,
            Lookup::NotFound => Ok(trail.refuse("db", "not_found")),
            Lookup::Found(row) => Ok(by_row(*row, token, trail)),
        }
        .map(|found| found.map(|it| Validated { credential: Some(token.replayable()), ..it }))
    }

    async fn by_api(&self, token: &Opaque, client: Who<'_>, trail: &mut Trail) -> Outcome {
        let cookie = token.signed().and_then(|value| self.cookies.for_session(value));
        let (step, answer) = if let Some(cookie) = cookie {
            ("api_cookie", self.upstream.session_by_cookie(&cookie, client).await)
        } else if self.bearer {
            ("api_bearer", self.upstream.session_by_bearer(token.plain(), client).await)
        } else {
            return Ok(trail.refuse("api_cookie", "not_signed"));
        };
        match answer {
            Ok(Session::Present(present)) => Ok(self.by_answer(*present, step, trail)),
            Ok(Session::Absent) => Ok(trail.refuse(step, "not_found")),
            Err(outage) => Err(trail.outage(step, &outage)),
        }
    }

    fn by_answer(
        &self,
        present: Present,
        step: &'static str,
        trail: &mut Trail,
    ) -> Option<Validated> {
        let now = self.clock.now();
        if present.session.is_over(now) {
            return trail.refuse(step, "expired");
        }
        if present.user.person.is_banned(now) {
            return trail.refuse(step, "banned");
        }
        let subject = present.user.id.parse().ok();
        let Some(identity) = subject.and_then(|it| present.user.person.identity(it)) else {
            return trail.refuse(step, "unreadable_user");
        };
        trail.note(step, step);
        let provider_session = Some(present.session.id);
        Some(Validated { identity, provider_session, credential: None, method: step })
    }
}

fn by_row(row: Row, token: &Opaque, trail: &mut Trail) -> Option<Validated> {
    if !row.live {
        return trail.refuse("db", "expired");
    }
    if row.banned {
        return trail.refuse("db", "banned");
    }
    let Some(identity) = row.identity() else { return trail.refuse("db", "unreadable_user") };
    let is_plain = row.stored_token.as_deref() == Some(token.plain());
    let method = if is_plain { "db_plain" } else { "db_hashed" };
    trail.note("db", method);
    Some(Validated { identity, provider_session: row.session_id, credential: None, method })
}

#[cfg(test)]
mod tests;
