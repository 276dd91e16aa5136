//! Proving a mailbox with a code, and signing in with one.
//!
//! A password that was set before the proof may be somebody else's. It stays
//! only where the one who proves is likely to have chosen it: after a sign-up
//! that asked for the proof (see [`super::registration`]), or with a session of
//! the same account at hand. Sessions from before the proof always end.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{
    Embedded,
    body::{self, Body},
    dispatch::{Answer, Settled},
    otp::Purpose,
    queries::{
        accounts,
        users::{self, AuthUser},
    },
    refused::{Failure, Refused},
    sessions::{self, Begun},
};
use crate::{
    db::{DbError, SystemConn},
    identity::{
        types::EmailAddress,
        wire::{Client, WireRequest, WireResponse},
    },
};

/// A try to come in with a code.
struct Try<'a> {
    email: EmailAddress,
    code: String,
    name: String,
    image: Option<String>,
    /// The account whose session the caller has already.
    signed_in_as: Option<Uuid>,
    client: &'a Client,
    now: DateTime<Utc>,
}

impl Embedded {
    /// `POST /email-otp/verify-email`: proves the mailbox and begins a session.
    pub(super) async fn verify_email(&self, request: &WireRequest, body: Body) -> Answer {
        let mut attempt = self.attempt(request, body, false)?;
        attempt.signed_in_as = self.current(request).await?.map(|current| current.user.id);
        let prove = async |db: &_| self.prove_by_code(db, &attempt).await;
        let (user, begun) = self.db.as_system("proving a mailbox", prove).await??;
        let body = json!({ "status": true, "token": begun.token, "user": user.to_json() });
        let mut answer = WireResponse::json(200, &body);
        answer.set_cookies = self.cookies_of(&begun);
        Ok(answer)
    }

    /// `POST /sign-in/email-otp`: begins a session; strangers become users.
    pub(super) async fn sign_in_by_code(&self, request: &WireRequest, body: Body) -> Answer {
        let attempt = self.attempt(request, body, true)?;
        let enter = async |db: &_| self.enter_by_code(db, &attempt).await;
        let mut entered = self.db.as_system("signing in by code", enter).await;
        if entered.as_ref().is_err_and(Failure::is_overtaken) {
            entered = self.db.as_system("signing in by code", enter).await;
        }
        let (user, begun) = entered??;
        let body = json!({ "token": begun.token, "user": user.to_json() });
        let mut answer = WireResponse::json(200, &body);
        answer.set_cookies = self.cookies_of(&begun);
        Ok(answer)
    }

    fn attempt<'a>(
        &self,
        request: &'a WireRequest,
        mut body: Body,
        may_create: bool,
    ) -> Result<Try<'a>, Failure> {
        let (email, code) = (body.text("email"), body.text("otp"));
        let (mut name, mut image) = (None, None);
        if may_create {
            (name, image) = (body.optional_text("name"), body.optional_text("image"));
        }
        body.check()?;
        if may_create {
            body.refuse_guarded()?;
        }
        let (client, now) = (&request.client, self.clock.now());
        let name = name.unwrap_or_default();
        let (email, signed_in_as) = (body::email(&email)?, None);
        Ok(Try { email, code, name, image, signed_in_as, client, now })
    }

    async fn prove_by_code(
        &self,
        db: &SystemConn,
        attempt: &Try<'_>,
    ) -> Settled<(AuthUser, Begun)> {
        let Try { email, code, client, now, .. } = attempt;
        let user = users::lock(db, email).await?;
        if let Err(refused) = self.use_code(db, Purpose::ProveMailbox, email, code, *now).await? {
            return Ok(Err(refused));
        }
        let Some(user) = user else { return Ok(Err(Refused::INVALID_OTP)) };
        let knows_password =
            self.require_email_verification || attempt.signed_in_as == Some(user.id);
        let user =
            if user.email_verified { user } else { prove(db, &user, knows_password, *now).await? };
        begin(db, user, client, *now).await
    }

    async fn enter_by_code(
        &self,
        db: &SystemConn,
        attempt: &Try<'_>,
    ) -> Settled<(AuthUser, Begun)> {
        let Try { email, code, client, now, .. } = attempt;
        let user = users::lock(db, email).await?;
        if let Err(refused) = self.use_code(db, Purpose::SignIn, email, code, *now).await? {
            return Ok(Err(refused));
        }
        let user = match user {
            None => create(db, attempt).await?,
            Some(user) if user.email_verified => user,
            Some(user) => prove(db, &user, false, *now).await?,
        };
        begin(db, user, client, *now).await
    }
}

/// Notes the proof; what may be somebody else's ends.
pub(super) async fn prove(
    db: &SystemConn,
    user: &AuthUser,
    knows_password: bool,
    now: DateTime<Utc>,
) -> Result<AuthUser, DbError> {
    if !knows_password {
        accounts::delete_of(db, user.id).await?;
    }
    sessions::end_all(db, user.id, None).await?;
    users::verify(db, user.id, now).await
}

async fn create(db: &SystemConn, attempt: &Try<'_>) -> Result<AuthUser, DbError> {
    let mut user = AuthUser::new(Uuid::now_v7(), &attempt.name, &attempt.email, attempt.now);
    user.email_verified = true;
    user.image.clone_from(&attempt.image);
    users::insert(db, &user).await?;
    Ok(user)
}

/// Begins a session for somebody who has come in by mail.
pub(super) async fn begin(
    db: &SystemConn,
    user: AuthUser,
    client: &Client,
    now: DateTime<Utc>,
) -> Settled<(AuthUser, Begun)> {
    if user.is_banned(now) {
        return Ok(Err(Refused::BANNED_USER));
    }
    let begun = sessions::begin(db, user.id, client, true, now).await?;
    Ok(Ok((user, begun)))
}
