//! Proving a mailbox with a code, and signing in with one.
//!
//! A way to sign in from before the proof may be somebody else's. [`Kept`] says
//! what stays: a password only where the one who proves is likely to have chosen
//! it, after a sign-up that asked for the proof (see [`super::registration`]); an
//! account at another site, which an import brings, only with a session of the
//! same person at hand. Sessions from before the proof always end.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use super::{
    Embedded,
    body::{self, Body},
    dispatch::{Answer, Settled},
    otp::{Purpose, Slot},
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
        types::{EmailAddress, ImageUrl, PersonName},
        wire::{Client, WireRequest, WireResponse},
    },
};

/// A try to come in with a code.
struct Try<'a> {
    email: EmailAddress,
    code: String,
    name: PersonName,
    image: Option<ImageUrl>,
    /// The account whose session the caller has already.
    signed_in_as: Option<Uuid>,
    client: &'a Client,
    now: DateTime<Utc>,
}

/// Which ways to sign in outlive the first proof of a mailbox.
#[derive(Clone, Copy)]
pub(super) enum Kept {
    /// None: nothing says that its reader chose them.
    Nothing,
    /// The password of the sign-up that asked for the proof.
    Password,
    /// All: who proves is signed in to the account already.
    All,
}

impl Embedded {
    /// What outlives a proof by who has a session of `signed_in_as`, if of anybody.
    pub(super) fn kept(&self, user: &AuthUser, signed_in_as: Option<Uuid>) -> Kept {
        match signed_in_as {
            Some(id) if id == user.id => Kept::All,
            _ if self.require_email_verification => Kept::Password,
            _ => Kept::Nothing,
        }
    }

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
        let (mut name, mut image) = (PersonName::default(), None);
        if may_create {
            (name, image) = (body.optional_name(), body.image());
        }
        body.check()?;
        if may_create {
            body.refuse_guarded()?;
        }
        let (client, now) = (&request.client, self.clock.now());
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
        let slot = Slot::new(Purpose::ProveMailbox, email);
        if let Err(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(Err(refused));
        }
        let Some(user) = user else { return Ok(Err(Refused::INVALID_OTP)) };
        let kept = self.kept(&user, attempt.signed_in_as);
        let user = if user.email_verified { user } else { prove(db, &user, kept, *now).await? };
        begin(db, user, client, *now).await
    }

    async fn enter_by_code(
        &self,
        db: &SystemConn,
        attempt: &Try<'_>,
    ) -> Settled<(AuthUser, Begun)> {
        let Try { email, code, name, image, client, now, .. } = attempt;
        let user = users::lock(db, email).await?;
        let slot = Slot::new(Purpose::SignIn, email);
        if let Err(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(Err(refused));
        }
        let newcomer = AuthUser::proven(name, email, image.as_ref(), *now);
        enter(db, user, newcomer, client, *now).await
    }
}

/// Lets in who has just shown to read the mailbox: as whom the address belongs to,
/// or as somebody new.
pub(super) async fn enter(
    db: &SystemConn,
    found: Option<AuthUser>,
    newcomer: AuthUser,
    client: &Client,
    now: DateTime<Utc>,
) -> Settled<(AuthUser, Begun)> {
    let user = match found {
        Some(user) if user.email_verified => user,
        Some(user) => prove(db, &user, Kept::Nothing, now).await?,
        None => {
            users::insert(db, &newcomer).await?;
            newcomer
        }
    };
    begin(db, user, client, now).await
}

/// Notes the proof; what may be somebody else's ends.
pub(super) async fn prove(
    db: &SystemConn,
    user: &AuthUser,
    kept: Kept,
    now: DateTime<Utc>,
) -> Result<AuthUser, DbError> {
    match kept {
        Kept::Nothing => accounts::delete_of(db, user.id).await?,
        Kept::Password => accounts::delete_elsewhere(db, user.id, None).await?,
        Kept::All => {}
    }
    sessions::end_all(db, user.id, None).await?;
    users::verify(db, user.id, now).await
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
