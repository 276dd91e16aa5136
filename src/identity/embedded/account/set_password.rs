//! `POST /set-password`: sets a password for a signed-in user who has none.
//!
//! Upstream offers this to servers only. Here the user does it: after a proof of the
//! mailbox that ended the sign-up's password, or after signing up with another site.

use crate::{
    audit::security::SecurityEvent,
    db::SystemConn,
    identity::{
        embedded::{
            Embedded,
            endpoints::{
                command::Command,
                request_body::{self, Body},
            },
            error::{BetterAuthError, CallError, CallOutcome},
            sessions::{self, Current},
            store::accounts,
        },
        mails::notices::AccountNotice,
        types::{CallContext, Password},
    },
    types::ClientInfo,
};

/// The password to set.
pub(in crate::identity::embedded) struct FirstPassword(
    /// Refused only once the caller is known.
    pub(in crate::identity::embedded) Result<Password, CallError>,
);

impl Command for FirstPassword {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let password = body.text("newPassword");
        body.check()?;
        Ok(Self(request_body::new_password(password)))
    }
}

impl Embedded {
    /// Requires a recent sign-in, like everything that adds a sign-in method.
    pub(in crate::identity::embedded) async fn set_password(
        &self,
        call: CallContext<'_>,
        FirstPassword(password): FirstPassword,
    ) -> Result<(), CallError> {
        let current = self.signed_in(call.cookies).await?;
        if !self.is_fresh(&current) {
            return Err(BetterAuthError::SESSION_NOT_FRESH.into());
        }
        let hash = self.hasher.hash(&password?).await?;
        let set = async |db: &_| self.add_password(db, &current, &hash, call.client).await;
        self.db.as_system("setting a password", set).await?.into_result()
    }

    async fn add_password(
        &self,
        db: &SystemConn,
        current: &Current,
        hash: &str,
        client: &ClientInfo,
    ) -> Result<CallOutcome<()>, CallError> {
        let Some(user) = sessions::hold(db, current, self.clock.now()).await? else {
            return Ok(CallOutcome::Refused(BetterAuthError::UNAUTHORIZED));
        };
        if !accounts::add_password(db, user.id, hash, self.clock.now()).await? {
            return Ok(CallOutcome::Refused(BetterAuthError::PASSWORD_ALREADY_SET));
        }
        self.record_event(db, &user, SecurityEvent::PasswordChanged, "", client).await?;
        self.mail_notice(db, &user.email, AccountNotice::PasswordChanged, client).await?;
        Ok(CallOutcome::Done(()))
    }
}
