//! Proves a mailbox with a code, and signs in with one.
//!
//! A sign-in method from before the proof may be another person's. [`RetainedCredentials`] says which ones
//! stay: a password only in the browser that chose it (see
//! `embedded::sign_in::registration`), and an account at another site,
//! which an import brings, only if the caller has a session of the same person. Sessions,
//! codes and links from before the proof always end.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    db::{DbError, SystemConn},
    identity::{
        client::sign_in::PASSWORD_DROPPED,
        embedded::{
            Embedded,
            error::{Answer, BetterAuthError, CallError, Settled},
            otp::{Purpose, Slot},
            request_body::{self, Body},
            sessions::{self, ProviderSession, ends},
            store::{
                accounts,
                users::{self, AuthUser},
            },
        },
        wire::{WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress, ImageUrl, PersonName},
};

/// An attempt to sign in with a code.
struct CodeAttempt<'a> {
    email: EmailAddress,
    code: String,
    name: PersonName,
    image: Option<ImageUrl>,
    /// The account of the session that the caller already has.
    signed_in_as: Option<Uuid>,
    client: &'a ClientInfo,
    now: DateTime<Utc>,
}

/// The sign-in methods that outlive the first proof of a mailbox.
pub(in crate::identity::embedded) enum RetainedCredentials {
    /// The password, if it was chosen in this browser; nothing else shows whose it is.
    ChosenIn(Option<String>),
    /// The password, because the proof has just set it.
    Password,
    /// All, because the caller is already signed in to the account.
    All,
}

impl RetainedCredentials {
    /// Returns what outlives a proof by `client`; `signed_in_as` is the owner of its
    /// session, if there is one.
    pub(in crate::identity::embedded) fn by(
        client: &ClientInfo,
        user: &AuthUser,
        signed_in_as: Option<Uuid>,
    ) -> Self {
        match signed_in_as {
            Some(id) if id == user.id => Self::All,
            _ => Self::ChosenIn(client.browser.known()),
        }
    }
}

/// A person who has signed in by mail.
pub(in crate::identity::embedded) struct Entered {
    pub(in crate::identity::embedded) user: AuthUser,
    pub(in crate::identity::embedded) begun: ProviderSession,
    /// Whether the sign-up's password ended with the proof, so that a new one is needed.
    pub(in crate::identity::embedded) password_dropped: bool,
}

impl Entered {
    /// Adds to the body of the answer what upstream never has to say.
    pub(in crate::identity::embedded) fn told(&self, mut body: Value) -> Value {
        if let (true, Some(fields)) = (self.password_dropped, body.as_object_mut()) {
            fields.insert(String::from(PASSWORD_DROPPED), Value::Bool(true));
        }
        body
    }
}

impl Embedded {
    /// Handles `POST /email-otp/verify-email`: proves the mailbox and begins a session.
    pub(in crate::identity::embedded) async fn verify_email(
        &self,
        request: &WireRequest,
        body: Body,
    ) -> Answer {
        let mut attempt = self.attempt(request, body, false)?;
        attempt.signed_in_as = self.current(request).await?.map(|current| current.user.id);
        let prove = async |db: &_| self.prove_by_code(db, &attempt).await;
        let entered = self.db.as_system("proving a mailbox", prove).await??;
        let (user, begun) = (&entered.user, &entered.begun);
        let body = json!({ "status": true, "token": begun.token, "user": user.to_json() });
        let mut answer = WireResponse::json(200, &entered.told(body));
        answer.set_cookies = self.cookies_of(begun);
        Ok(answer)
    }

    /// Handles `POST /sign-in/email-otp`: begins a session; strangers become users.
    pub(in crate::identity::embedded) async fn sign_in_by_code(
        &self,
        request: &WireRequest,
        body: Body,
    ) -> Answer {
        let attempt = self.attempt(request, body, true)?;
        let enter = async |db: &_| self.enter_by_code(db, &attempt).await;
        let mut entered = self.db.as_system("signing in by code", enter).await;
        if entered.as_ref().is_err_and(CallError::is_overtaken) {
            entered = self.db.as_system("signing in by code", enter).await;
        }
        let entered = entered??;
        let body = json!({ "token": entered.begun.token, "user": entered.user.to_json() });
        let mut answer = WireResponse::json(200, &entered.told(body));
        answer.set_cookies = self.cookies_of(&entered.begun);
        Ok(answer)
    }

    fn attempt<'a>(
        &self,
        request: &'a WireRequest,
        mut body: Body,
        may_create: bool,
    ) -> Result<CodeAttempt<'a>, CallError> {
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
        let (email, signed_in_as) = (request_body::email(&email)?, None);
        Ok(CodeAttempt { email, code, name, image, signed_in_as, client, now })
    }

    async fn prove_by_code(&self, db: &SystemConn, attempt: &CodeAttempt<'_>) -> Settled<Entered> {
        let CodeAttempt { email, code, client, now, .. } = attempt;
        let user = users::lock(db, email).await?;
        let slot = Slot::of(Purpose::ProveMailbox, email, &client.browser);
        if let Err(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(Err(refused));
        }
        let Some(user) = user else { return Ok(Err(BetterAuthError::INVALID_OTP)) };
        let kept = RetainedCredentials::by(client, &user, attempt.signed_in_as);
        let proven =
            if user.email_verified { user.into() } else { prove(db, &user, kept, *now).await? };
        begin(db, proven, client, *now).await
    }

    async fn enter_by_code(&self, db: &SystemConn, attempt: &CodeAttempt<'_>) -> Settled<Entered> {
        let CodeAttempt { email, code, name, image, client, now, .. } = attempt;
        let user = users::lock(db, email).await?;
        let slot = Slot::of(Purpose::SignIn, email, &client.browser);
        if let Err(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(Err(refused));
        }
        let newcomer = AuthUser::proven(name, email, image.as_ref(), *now);
        enter(db, user, newcomer, client, *now).await
    }
}

/// Signs in a person who has just shown that they read the mailbox, as the owner of the
/// address or as a new user.
pub(in crate::identity::embedded) async fn enter(
    db: &SystemConn,
    found: Option<AuthUser>,
    newcomer: AuthUser,
    client: &ClientInfo,
    now: DateTime<Utc>,
) -> Settled<Entered> {
    let proven = match found {
        Some(user) if user.email_verified => user.into(),
        Some(user) => prove(db, &user, RetainedCredentials::by(client, &user, None), now).await?,
        None => {
            users::insert(db, &newcomer).await?;
            newcomer.into()
        }
    };
    begin(db, proven, client, now).await
}

/// A person whose mailbox is proven.
pub(in crate::identity::embedded) struct Proven {
    pub(in crate::identity::embedded) user: AuthUser,
    password_dropped: bool,
}

impl From<AuthUser> for Proven {
    fn from(user: AuthUser) -> Self {
        Self { user, password_dropped: false }
    }
}

/// Records the proof and ends everything that may be another person's.
pub(in crate::identity::embedded) async fn prove(
    db: &SystemConn,
    user: &AuthUser,
    kept: RetainedCredentials,
    now: DateTime<Utc>,
) -> Result<Proven, DbError> {
    let password_dropped = match kept {
        RetainedCredentials::ChosenIn(browser) => {
            accounts::keep_chosen_in(db, user.id, browser.as_deref()).await?
        }
        RetainedCredentials::Password => {
            accounts::delete_elsewhere(db, user.id).await.map(|()| false)?
        }
        RetainedCredentials::All => false,
    };
    ends::all(db, user, None, now).await?;
    let user = users::verify(db, user.id, now).await?;
    Ok(Proven { user, password_dropped })
}

/// Begins a session for a person who has signed in by mail.
pub(in crate::identity::embedded) async fn begin(
    db: &SystemConn,
    proven: Proven,
    client: &ClientInfo,
    now: DateTime<Utc>,
) -> Settled<Entered> {
    let Proven { user, password_dropped } = proven;
    if user.is_banned(now) {
        return Ok(Err(BetterAuthError::BANNED_USER));
    }
    let begun = sessions::begin(db, user.id, client, true, now).await?;
    Ok(Ok(Entered { user, begun, password_dropped }))
}
