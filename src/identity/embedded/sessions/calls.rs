//! The calls about sessions.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Current, cookie::REMEMBERED, ends, jwt, signing_keys::CACHED_FOR, to_json};
use crate::{
    db::SystemConn,
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                answers::{Reply, success},
                command::Token,
            },
            error::{Answer, CallError},
            store::{sessions as rows, users::AuthUser},
        },
        types::CallContext,
        wire::{WireRequest, WireResponse},
    },
    secret,
};

/// A session in use gets its full lifetime again once a day.
const REFRESH_AFTER: TimeDelta = TimeDelta::days(1);

/// A browser that is signed out, with the cookies that say so.
pub(in crate::identity::embedded) struct SessionsEnded {
    pub(in crate::identity::embedded) set_cookies: Vec<String>,
}

impl Reply for SessionsEnded {
    fn reply(self) -> WireResponse {
        WireResponse { set_cookies: self.set_cookies, ..success() }
    }
}

impl Embedded {
    /// Handles `GET /get-session`: returns the session and its user, or `null`.
    pub(in crate::identity::embedded) async fn get_session(&self, request: &WireRequest) -> Answer {
        let Some(mut current) = self.current(&request.cookies).await? else {
            return Ok(self.nobody(request));
        };
        let now = self.clock.now();
        let refreshed = !disables_refresh(request) && self.is_due(&request.cookies, &current, now);
        if refreshed && !self.refresh(&mut current, now).await? {
            return Ok(self.nobody(request));
        }
        let session = to_json(&current.session, Some(&current.token));
        let body = json!({ "session": session, "user": current.user.to_json() });
        let mut answer = uncached(&body);
        if refreshed {
            answer.set_cookies.push(self.cookies.remembered(&current.token));
        }
        if !current.is_closing {
            let jwt = self.jwt(&current, now).await?;
            answer.headers.push((String::from("set-auth-jwt"), jwt));
            let expose = "access-control-expose-headers";
            answer.headers.push((expose.to_owned(), String::from("set-auth-jwt")));
        }
        Ok(answer)
    }

    /// Extends the session of these cookies if it's due; returns the cookie that says so.
    pub(in crate::identity::embedded) async fn extend(
        &self,
        call: CallContext<'_>,
    ) -> Result<Vec<String>, CallError> {
        let Some(mut current) = self.current(call.cookies).await? else { return Ok(Vec::new()) };
        let now = self.clock.now();
        let is_due = self.is_due(call.cookies, &current, now);
        let is_extended = is_due && self.refresh(&mut current, now).await?;
        Ok(is_extended.then(|| self.cookies.remembered(&current.token)).into_iter().collect())
    }

    /// Handles `POST /sign-out`: succeeds once every session whose cookie was sent is over.
    pub(in crate::identity::embedded) async fn sign_out(
        &self,
        call: CallContext<'_>,
        (): (),
    ) -> Result<SessionsEnded, CallError> {
        let tokens = self.cookies.tokens(call.cookies);
        let digests: Vec<String> = tokens.iter().map(|token| secret::digest_hex(token)).collect();
        if !digests.is_empty() {
            rows::end(&self.db, &digests, None).await?;
        }
        Ok(SessionsEnded { set_cookies: self.cookies.end() })
    }

    /// Handles `GET /token`: returns a JWT about the caller.
    pub(in crate::identity::embedded) async fn token(&self, request: &WireRequest) -> Answer {
        let current = self.signed_in(&request.cookies).await?;
        let token = self.jwt(&current, self.clock.now()).await?;
        Ok(WireResponse::json(200, &json!({ "token": token })))
    }

    /// Handles `GET /.well-known/jwks.json`, which may be cached for minutes.
    pub(in crate::identity::embedded) async fn jwks(&self) -> Answer {
        let keys = self.keys.public(&self.db, self.clock.now()).await?;
        let mut answer = WireResponse::json(200, &keys);
        let age = format!("public, max-age={}", CACHED_FOR.num_seconds());
        answer.headers.push((String::from("cache-control"), age));
        Ok(answer)
    }

    /// Handles `GET /list-sessions`. Only the own token is known; others show their id.
    pub(in crate::identity::embedded) async fn list_sessions(
        &self,
        request: &WireRequest,
    ) -> Answer {
        let current = self.signed_in_or_leaving(&request.cookies).await?;
        let rows = rows::list(&self.db, current.user.id, self.clock.now()).await?;
        let own = |id: Uuid| (id == current.session.id).then_some(current.token.as_str());
        let list: Vec<Value> = rows.iter().map(|row| to_json(row, own(row.id))).collect();
        Ok(WireResponse::json(200, &Value::Array(list)))
    }

    /// Handles `POST /revoke-session`: ends one of the caller's, given by its token or id.
    pub(in crate::identity::embedded) async fn revoke_session(
        &self,
        call: CallContext<'_>,
        Token(named): Token,
    ) -> Result<(), CallError> {
        let current = self.signed_in_or_leaving(call.cookies).await?;
        let (id, digest) = (Uuid::try_parse(&named).ok(), secret::digest_hex(&named));
        let end = async |db: &SystemConn| {
            rows::end_one_of(db, current.user.id, id, &digest);
            Ok(())
        };
        self.db.as_system("revoking a session", end).await
    }

    /// Handles `POST /revoke-sessions`: ends all of the caller's, the current one too.
    pub(in crate::identity::embedded) async fn revoke_sessions(
        &self,
        call: CallContext<'_>,
        (): (),
    ) -> Result<(), CallError> {
        let current = self.signed_in_or_leaving(call.cookies).await?;
        self.end_all_but(None, &current.user).await
    }

    /// Handles `POST /revoke-other-sessions`: ends all of the caller's but the current one.
    pub(in crate::identity::embedded) async fn revoke_other_sessions(
        &self,
        call: CallContext<'_>,
        (): (),
    ) -> Result<(), CallError> {
        let current = self.signed_in_or_leaving(call.cookies).await?;
        self.end_all_but(Some(current.session.id), &current.user).await
    }

    async fn end_all_but(&self, kept: Option<Uuid>, user: &AuthUser) -> Result<(), CallError> {
        let end = async |db: &SystemConn| {
            ends::all(db, user, kept, self.clock.now());
            Ok(())
        };
        self.db.as_system("revoking sessions", end).await
    }

    /// Answers `null`, and clears a cookie that we signed but that has no session.
    fn nobody(&self, request: &WireRequest) -> WireResponse {
        let mut answer = uncached(&Value::Null);
        if self.cookies.token(&request.cookies).is_some() {
            answer.set_cookies = self.cookies.end();
        }
        answer
    }

    fn is_due(&self, cookies: &[(String, String)], current: &Current, now: DateTime<Utc>) -> bool {
        let used_for = now - (current.session.expires_at - REMEMBERED);
        used_for >= REFRESH_AFTER && !self.cookies.forgets(cookies)
    }

    async fn refresh(&self, current: &mut Current, now: DateTime<Utc>) -> Result<bool, CallError> {
        let end = now + REMEMBERED;
        let id = current.session.id;
        let extend = async |db: &_| rows::extend(db, id, end, now).await;
        let extended = self.db.as_system("refreshing a session", extend).await?;
        current.session.expires_at = end;
        current.session.updated_at = now;
        Ok(extended)
    }

    async fn jwt(&self, current: &Current, now: DateTime<Utc>) -> Result<String, CallError> {
        let key = self.keys.signing(&self.db, now).await?;
        let private = key.private.as_ref();
        let of = jwt::Subject { user: &current.user, session: &current.session };
        private
            .and_then(|private| jwt::sign(key.id, private, &self.origin, &of, now))
            .ok_or(CallError::Broken("a token could not be signed"))
    }
}

fn disables_refresh(request: &WireRequest) -> bool {
    let query = request.query.as_deref().unwrap_or_default();
    query.split('&').any(|pair| pair == "disableRefresh=true")
}

fn uncached(body: &Value) -> WireResponse {
    let mut answer = WireResponse::json(200, body);
    answer.headers.push((String::from("cache-control"), String::from("no-store")));
    answer.headers.push((String::from("pragma"), String::from("no-cache")));
    answer
}
