//! A new password for who can read the mailbox.

use chrono::{DateTime, Utc};

use super::{
    Embedded,
    body::{self, Body},
    codes::success,
    dispatch::{Answer, Settled},
    otp::Purpose,
    queries::{accounts, sessions, users},
    refused::Refused,
};
use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    identity::{
        consequences,
        notice::Notice,
        types::EmailAddress,
        wire::{Client, WireRequest},
    },
};

/// A wish for a new password.
struct Reset {
    email: EmailAddress,
    code: String,
    hash: String,
    client: Client,
    now: DateTime<Utc>,
}

impl Embedded {
    /// `POST /email-otp/request-password-reset`: says the same about every address.
    pub(super) async fn request_reset(&self, mut body: Body) -> Answer {
        let email = body.text("email");
        body.check()?;
        // Upstream promises success whatever was typed here.
        match email.parse() {
            Ok(email) => self.mail_code(Purpose::ResetPassword, &email).await,
            Err(_) => Ok(success()),
        }
    }

    /// `POST /email-otp/reset-password`: the code buys a password, not a session.
    /// All sessions end, and the mailbox counts as proven.
    pub(super) async fn reset_password(&self, request: &WireRequest, mut body: Body) -> Answer {
        let (email, code, password) = (body.text("email"), body.text("otp"), body.text("password"));
        body.check()?;
        let password = body::new_password(password)?;
        let Ok(email) = email.parse() else { return Err(Refused::INVALID_OTP.into()) };
        let hash = self.hasher.hash(&password).await?;
        let (client, now) = (request.client.clone(), self.clock.now());
        let wish = Reset { email, code, hash, client, now };
        let reset = async |db: &_| self.reset(db, &wish).await;
        self.db.as_system("resetting a password", reset).await??;
        Ok(success())
    }

    /// The account's row is changed before the sessions end: a sign-in with the
    /// old password either is over by then, and its session ends too, or fails.
    async fn reset(&self, db: &SystemConn, wish: &Reset) -> Settled<()> {
        let Reset { email, code, hash, client, now } = wish;
        let user = users::lock(db, email).await?;
        if let Err(refused) = self.use_code(db, Purpose::ResetPassword, email, code, *now).await? {
            return Ok(Err(refused));
        }
        let Some(user) = user else { return Ok(Err(Refused::INVALID_OTP)) };
        accounts::set_password(db, user.id, Some(hash), *now).await?;
        sessions::end_all_of(db, user.id, None).await?;
        users::verify(db, user.id, *now).await?;
        consequences::end_sessions(db, &user.id.to_string(), None).await?;
        self.tell(db, &user, SecurityEvent::PasswordReset, "", client).await?;
        self.mail_notice(db, &user.email, Notice::PasswordReset, client).await?;
        Ok(Ok(()))
    }
}
