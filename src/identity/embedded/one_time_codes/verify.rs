//! Proves a mailbox with a code, and signs in with one.
//!
//! A sign-in method from before the proof may be another person's. [`RetainedCredentials`] says which ones
//! stay: a password only in the browser that chose it (see
//! `embedded::sign_in::registration`), and an account at another site,
//! which an import brings, only if the caller has a session of the same person. Sessions,
//! codes and links from before the proof always end.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;

use crate::{
    db::{DbError, SystemConn},
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                command::Command,
                request_body::{self, Body},
            },
            entered::Entered,
            error::{Answer, BetterAuthError, CallError, CallOutcome},
            otp::{Purpose, Slot},
            sessions::{self, ends},
            store::{
                accounts,
                users::{self, AuthUser},
            },
        },
        wire::{WireRequest, WireResponse},
    },
    types::{ClientInfo, EmailAddress, ImageUrl, PersonName},
};

/// The body of a call that signs in with a code.
pub(in crate::identity::embedded) struct CodeForm {
    email: EmailAddress,
    code: String,
    newcomer: Newcomer,
}

/// The name and the picture of a person who may be new.
#[derive(Default)]
pub(in crate::identity::embedded) struct Newcomer {
    name: PersonName,
    image: Option<ImageUrl>,
}

impl Command for CodeForm {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (email, code) = (body.text("email"), body.text("otp"));
        let newcomer = Newcomer { name: body.optional_name(), image: body.image() };
        body.check()?;
        body.reject_admin_fields()?;
        Ok(Self { email: request_body::email(&email)?, code, newcomer })
    }
}

/// The body of a call that proves a mailbox.
pub(in crate::identity::embedded) struct ProofForm {
    email: EmailAddress,
    code: String,
}

impl Command for ProofForm {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (email, code) = (body.text("email"), body.text("otp"));
        body.check()?;
        Ok(Self { email: request_body::email(&email)?, code })
    }
}

/// A code as it was typed, and the mailbox that it's said to be from.
#[derive(Clone, Copy)]
pub(in crate::identity::embedded) struct TypedCode<'a> {
    pub(in crate::identity::embedded) email: &'a EmailAddress,
    pub(in crate::identity::embedded) code: &'a str,
}

/// A code that is typed to sign in.
struct CodeAttempt<'a> {
    typed: TypedCode<'a>,
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

impl Embedded {
    /// Handles `POST /email-otp/verify-email`: proves the mailbox and begins a session.
    pub(in crate::identity::embedded) async fn post_verify_email(
        &self,
        request: &WireRequest,
        ProofForm { email, code }: ProofForm,
    ) -> Answer {
        let typed = TypedCode { email: &email, code: &code };
        let entered = self.prove_by_code(typed, &request.cookies, &request.client).await?;
        let (user, begun) = (&entered.user, &entered.begun);
        let body = json!({ "status": true, "token": begun.token, "user": user.to_json() });
        let mut answer = WireResponse::json(200, &entered.with_password_dropped(body));
        answer.set_cookies = self.cookies_of(begun);
        Ok(answer)
    }

    /// Handles `POST /sign-in/email-otp`.
    pub(in crate::identity::embedded) async fn post_code_sign_in(
        &self,
        request: &WireRequest,
        CodeForm { email, code, newcomer }: CodeForm,
    ) -> Answer {
        let typed = TypedCode { email: &email, code: &code };
        let entered = self.enter_by_code(typed, &newcomer, &request.client).await?;
        let body = json!({ "token": entered.begun.token, "user": entered.user.to_json() });
        let mut answer = WireResponse::json(200, &entered.with_password_dropped(body));
        answer.set_cookies = self.cookies_of(&entered.begun);
        Ok(answer)
    }

    /// Proves a mailbox and begins a session. The browser's cookies show whether it is
    /// signed in to the account already.
    pub(in crate::identity::embedded) async fn prove_by_code(
        &self,
        typed: TypedCode<'_>,
        cookies: &[(String, String)],
        client: &ClientInfo,
    ) -> Result<Entered, CallError> {
        let now = self.clock.now();
        let signed_in_as = self.current(cookies).await?.map(|current| current.user.id);
        let attempt = CodeAttempt { typed, client, now };
        let prove = async |db: &_| self.try_to_prove(db, &attempt, signed_in_as).await;
        self.db.as_system("proving a mailbox", prove).await?.into_result()
    }

    /// Begins a session; strangers become users.
    pub(in crate::identity::embedded) async fn enter_by_code(
        &self,
        typed: TypedCode<'_>,
        newcomer: &Newcomer,
        client: &ClientInfo,
    ) -> Result<Entered, CallError> {
        let attempt = CodeAttempt { typed, client, now: self.clock.now() };
        let enter = async |db: &_| self.try_to_enter(db, &attempt, newcomer).await;
        let mut entered = self.db.as_system("signing in by code", enter).await;
        if entered.as_ref().is_err_and(CallError::is_overtaken) {
            entered = self.db.as_system("signing in by code", enter).await;
        }
        entered?.into_result()
    }

    async fn try_to_prove(
        &self,
        db: &SystemConn,
        CodeAttempt { typed: TypedCode { email, code }, client, now }: &CodeAttempt<'_>,
        signed_in_as: Option<Uuid>,
    ) -> Result<CallOutcome<Entered>, CallError> {
        let user = users::lock(db, email).await?;
        let slot = Slot::of(Purpose::ProveMailbox, email, &client.browser);
        if let CallOutcome::Refused(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(CallOutcome::Refused(refused));
        }
        let Some(user) = user else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_OTP));
        };
        let kept = RetainedCredentials::by(client, &user, signed_in_as);
        let proven =
            if user.email_verified { user.into() } else { prove(db, &user, kept, *now).await? };
        begin(db, proven, client, *now).await
    }

    async fn try_to_enter(
        &self,
        db: &SystemConn,
        CodeAttempt { typed: TypedCode { email, code }, client, now }: &CodeAttempt<'_>,
        Newcomer { name, image }: &Newcomer,
    ) -> Result<CallOutcome<Entered>, CallError> {
        let user = users::lock(db, email).await?;
        let slot = Slot::of(Purpose::SignIn, email, &client.browser);
        if let CallOutcome::Refused(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(CallOutcome::Refused(refused));
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
) -> Result<CallOutcome<Entered>, CallError> {
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
            accounts::delete_social(db, user.id).await.map(|()| false)?
        }
        RetainedCredentials::All => false,
    };
    ends::all(db, user, None, now);
    let user = users::verify(db, user.id, now).await?;
    Ok(Proven { user, password_dropped })
}

/// Begins a session for a person who has signed in by mail.
pub(in crate::identity::embedded) async fn begin(
    db: &SystemConn,
    proven: Proven,
    client: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<CallOutcome<Entered>, CallError> {
    let Proven { user, password_dropped } = proven;
    if user.is_banned(now) {
        return Ok(CallOutcome::Refused(BetterAuthError::BANNED_USER));
    }
    let begun = sessions::begin(db, user.id, client, true, now).await?;
    Ok(CallOutcome::Done(Entered { user, begun, password_dropped }))
}
