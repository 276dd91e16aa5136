//! Proving a mailbox with a code, and signing in with one.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{
    Embedded,
    body::{self, Body},
    dispatch::{Answer, Settled},
    otp::Purpose,
    queries::{
        accounts, sessions as rows,
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
    client: &'a Client,
    now: DateTime<Utc>,
}

impl Embedded {
    /// `POST /email-otp/verify-email`: proves the mailbox and begins a session.
    pub(super) async fn verify_email(&self, request: &WireRequest, body: Body) -> Answer {
        let attempt = self.attempt(request, body, false)?;
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
        if entered.as_ref().is_err_and(|failure| failure.lost_race_for("user_email_key")) {
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
        Ok(Try { email: body::email(&email)?, code, name, image, client, now })
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
        let user = if user.email_verified { user } else { prove(db, &user, *now).await? };
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
            // Whoever chose this password need not be who reads this mailbox.
            Some(user) => {
                accounts::delete_of(db, user.id).await?;
                prove(db, &user, *now).await?
            }
        };
        begin(db, user, client, *now).await
    }
}

/// Notes the proof. Sessions from before it may be somebody else's and end.
async fn prove(db: &SystemConn, user: &AuthUser, now: DateTime<Utc>) -> Result<AuthUser, DbError> {
    rows::end_all_of(db, user.id, None).await?;
    users::verify(db, user.id, now).await
}

async fn create(db: &SystemConn, attempt: &Try<'_>) -> Result<AuthUser, DbError> {
    let mut user = AuthUser::new(Uuid::now_v7(), &attempt.name, &attempt.email, attempt.now);
    user.email_verified = true;
    user.image.clone_from(&attempt.image);
    users::insert(db, &user).await?;
    Ok(user)
}

async fn begin(
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
