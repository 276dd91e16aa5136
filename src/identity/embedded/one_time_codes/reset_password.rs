//! Sets a new password for a person who can read the mailbox.

use chrono::{DateTime, Utc};

use super::verify::{self, RetainedCredentials};
use crate::{
    audit::security::SecurityEvent,
    db::{DbError, SystemConn},
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                command::Command,
                request_body::{self, Body},
            },
            error::{BetterAuthError, CallError, CallOutcome},
            otp::{Purpose, Slot},
            sessions::ends,
            store::{
                accounts,
                users::{self, AuthUser},
            },
        },
        mails::notices::AccountNotice,
        types::{CallContext, Password},
    },
    types::{ClientInfo, EmailAddress},
};

/// A request for a new password.
struct Reset {
    email: EmailAddress,
    code: String,
    hash: String,
    client: ClientInfo,
    now: DateTime<Utc>,
}

/// A request for a code that allows a new password.
pub(in crate::identity::embedded) struct ResetRequest {
    /// `None` for a text that is no address: upstream reports success whatever was typed.
    pub(in crate::identity::embedded) email: Option<EmailAddress>,
    /// The page that a link leads to; without it, the mail has only a code.
    pub(in crate::identity::embedded) back: Option<String>,
}

impl Command for ResetRequest {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (email, back) = (body.text("email"), body.optional_text("redirectTo"));
        body.check()?;
        Ok(Self { email: email.parse().ok(), back })
    }
}

/// A new password, and the code that allows it.
pub(in crate::identity::embedded) struct ResetByCode {
    pub(in crate::identity::embedded) email: EmailAddress,
    pub(in crate::identity::embedded) code: String,
    pub(in crate::identity::embedded) password: Password,
}

impl Command for ResetByCode {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (email, code, password) = (body.text("email"), body.text("otp"), body.text("password"));
        body.check()?;
        let password = request_body::new_password(password)?;
        let email = email.parse().map_err(|_| BetterAuthError::INVALID_OTP)?;
        Ok(Self { email, code, password })
    }
}

impl Embedded {
    /// Handles `POST /email-otp/request-password-reset`. The answer is the same for every
    /// address. With `redirectTo`, which upstream ignores here, the mail has a link too.
    pub(in crate::identity::embedded) async fn request_reset(
        &self,
        call: CallContext<'_>,
        ResetRequest { email, back }: ResetRequest,
    ) -> Result<(), CallError> {
        let Some(email) = email else { return Ok(()) };
        let browser = &call.client.browser;
        match back {
            None => self.mail_code(Purpose::ResetPassword, &email, browser).await,
            Some(back) => self.mail_code_and_link(&email, browser, back).await,
        }
    }

    /// Handles `POST /email-otp/reset-password`. The code sets a password but begins no
    /// session. All sessions end, and the mailbox counts as proven.
    pub(in crate::identity::embedded) async fn reset_password(
        &self,
        call: CallContext<'_>,
        ResetByCode { email, code, password }: ResetByCode,
    ) -> Result<(), CallError> {
        let hash = self.hasher.hash(&password).await?;
        let (client, now) = (call.client.clone(), self.clock.now());
        let request = Reset { email, code, hash, client, now };
        let reset = async |db: &_| self.reset(db, &request).await;
        self.db.as_system("resetting a password", reset).await?.into_result()
    }

    async fn reset(&self, db: &SystemConn, request: &Reset) -> Result<CallOutcome<()>, CallError> {
        let Reset { email, code, hash, client, now } = request;
        let user = users::lock(db, email).await?;
        let slot = Slot::of(Purpose::ResetPassword, email, &client.browser);
        if let CallOutcome::Refused(refused) = self.use_code(db, &slot, code, *now).await? {
            return Ok(CallOutcome::Refused(refused));
        }
        let Some(user) = user else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_OTP));
        };
        replace_password(db, &user, hash, *now).await?;
        self.notify_of_reset(db, &user, client).await?;
        Ok(CallOutcome::Done(()))
    }

    /// Notifies the mailbox as well, since others may read it.
    pub(in crate::identity::embedded) async fn notify_of_reset(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        client: &ClientInfo,
    ) -> Result<(), CallError> {
        self.record_event(db, user, SecurityEvent::PasswordReset, "", client).await?;
        self.mail_notice(db, &user.email, AccountNotice::PasswordReset, client).await
    }
}

/// Sets a new password, ends everything that the person had and records that the mailbox is
/// theirs. If it hadn't been proven before, accounts at other sites may be another person's
/// and end as well.
///
/// The account's row is changed before the rest ends. A concurrent sign-in with the old
/// password is therefore either complete, so that its session ends too, or fails.
pub(in crate::identity::embedded) async fn replace_password(
    db: &SystemConn,
    user: &AuthUser,
    hash: &str,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    accounts::set_password(db, user.id, hash, None, now).await?;
    if user.email_verified {
        ends::all(db, user, None, now);
        return Ok(());
    }
    verify::prove(db, user, RetainedCredentials::Password, now).await.map(drop)
}
