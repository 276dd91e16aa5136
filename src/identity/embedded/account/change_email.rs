//! Changes the email address: a code proves the new mailbox before anything changes, and
//! a link mailed to the previous address undoes it ([`super::undo_email_change`]).

use chrono::{DateTime, Utc};
use futures_util::try_join;
use uuid::Uuid;

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
            one_time_codes::send::ANY_AGE,
            otp::{Slot, mailed},
            sessions::{self, Current, ends},
            store::{
                codes,
                users::{self, AuthUser},
            },
        },
        mails::{MailKind, notices::AccountNotice},
        types::CallContext,
    },
    sessions::ending,
    types::{ClientInfo, EmailAddress, Subject},
};

/// A wish for another address.
pub(in crate::identity::embedded) struct EmailChangeRequest {
    pub(in crate::identity::embedded) new: EmailAddress,
    /// The page to continue on, which nothing uses: a code is typed.
    pub(in crate::identity::embedded) callback: Option<String>,
}

impl Command for EmailChangeRequest {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (new, callback) = (body.address("newEmail"), body.optional_text("callbackURL"));
        body.check()?;
        Ok(Self { new: new?, callback })
    }
}

/// The code that proves the new mailbox.
pub(in crate::identity::embedded) struct EmailChange {
    pub(in crate::identity::embedded) new: EmailAddress,
    pub(in crate::identity::embedded) code: String,
}

impl Command for EmailChange {
    fn decode(mut body: Body, _: &Embedded) -> Result<Self, CallError> {
        let (new, code) = (body.text("newEmail"), body.text("otp"));
        body.check()?;
        Ok(Self { new: request_body::email(&new)?, code })
    }
}

impl Embedded {
    /// `POST /change-email`, and `/email-otp/request-email-change`. Changes nothing yet,
    /// and answers the same whether or not the new address is taken.
    pub(in crate::identity::embedded) async fn ask_for_email_change(
        &self,
        call: CallContext<'_>,
        EmailChangeRequest { new, callback }: EmailChangeRequest,
    ) -> Result<(), CallError> {
        let current = self.signed_in(call.cookies).await?;
        self.require_local_redirect(callback.as_deref(), BetterAuthError::INVALID_CALLBACK_URL)?;
        if !self.is_fresh(&current) {
            return Err(BetterAuthError::SESSION_NOT_FRESH.into());
        }
        if new.as_str() == current.user.email {
            return Err(BetterAuthError::SAME_EMAIL.into());
        }
        let ask = async |db: &_| self.send_to_new(db, &current.user, &new, call.client).await;
        self.db.as_system("asking for another address", ask).await
    }

    /// Writes as much for a taken address as for a free one.
    async fn send_to_new(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        new: &EmailAddress,
        client: &ClientInfo,
    ) -> Result<(), CallError> {
        let now = self.clock.now();
        let slot = Slot::of_change(&user.email, new);
        let (code, digest) = self.codes.draw(&slot)?;
        let taken = self.is_taken(db, new).await?;
        let put = async { Ok(codes::put(db, &slot, &digest, now + ANY_AGE, now).await?) };
        if taken {
            put.await?;
            self.mail_notice(db, new.as_str(), AccountNotice::AddressWanted, client).await?;
        } else {
            let mail = self.write(new, &MailKind::NewAddressCode(mailed(code)))?;
            try_join!(put, self.enqueue(db, mail, now))?;
        }
        let masked = new.masked();
        self.record_event(db, user, SecurityEvent::EmailChangeAsked, &masked, client).await?;
        self.mail_notice(db, &user.email, AccountNotice::EmailChangeAsked(masked), client).await
    }

    /// `POST /email-otp/change-email`: sets the new address, given its code. Everything
    /// of the user's ends except the session that makes the call.
    pub(in crate::identity::embedded) async fn change_email(
        &self,
        call: CallContext<'_>,
        EmailChange { new, code }: EmailChange,
    ) -> Result<(), CallError> {
        let current = self.signed_in(call.cookies).await?;
        let change = async |db: &_| self.apply_change(db, &current, &new, &code, call.client).await;
        let changed = self.db.as_system("changing an address", change).await;
        changed.map_err(or_in_use)?.into_result()
    }

    async fn apply_change(
        &self,
        db: &SystemConn,
        current: &Current,
        new: &EmailAddress,
        code: &str,
        client: &ClientInfo,
    ) -> Result<CallOutcome<()>, CallError> {
        let now = self.clock.now();
        let Some(user) = sessions::hold(db, current, now).await? else {
            return Ok(CallOutcome::Refused(BetterAuthError::UNAUTHORIZED));
        };
        let slot = Slot::of_change(&user.email, new);
        if let CallOutcome::Refused(refused) = self.use_code(db, &slot, code, now).await? {
            return Ok(CallOutcome::Refused(refused));
        }
        // Only a caller who has read that mailbox's mail may learn that the address is taken.
        if self.is_taken(db, new).await? || !make_room(db, user.id, new, now).await? {
            return Ok(CallOutcome::Refused(BetterAuthError::EMAIL_IN_USE));
        }
        let session = ends::go_on(db, current.session.id, None, now).await?;
        let session = session.ok_or(BetterAuthError::UNAUTHORIZED)?;
        ends::all(db, &user, Some(session), now);
        self.set_email(db, &user, new).await?;
        let undo = self.keep_undo(db, &user, new, now).await?;
        let masked = new.masked();
        self.record_event(db, &user, SecurityEvent::EmailChanged, &masked, client).await?;
        let notice = AccountNotice::EmailChanged { to: masked, undo };
        self.mail_notice(db, &user.email, notice, client).await?;
        Ok(CallOutcome::Done(()))
    }

    /// Whether `email` is already taken. An address that no one has proven counts as
    /// free, unless unproven accounts can be used.
    async fn is_taken(&self, db: &SystemConn, email: &EmailAddress) -> Result<bool, DbError> {
        if self.require_email_verification {
            users::is_proven(db, email).await
        } else {
            users::is_known(db, email).await
        }
    }

    pub(in crate::identity::embedded) async fn set_email(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        email: &EmailAddress,
    ) -> Result<(), CallError> {
        users::set_email(db, user.id, email, self.clock.now()).await?;
        Ok(ending::set_email(db, &Subject::embedded(user.id), email).await?)
    }
}

/// Frees `email` for `user`, who reads that mailbox: ends another account that was made
/// with it but never proved it. `false` if it's another person's.
pub(in crate::identity::embedded) async fn make_room(
    db: &SystemConn,
    user: Uuid,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    match users::lock(db, email).await? {
        Some(other) if other.id != user && other.email_verified => Ok(false),
        Some(other) if other.id != user => {
            ends::sessions(db, other.id, None, now);
            users::delete(db, other.id).await?;
            Ok(true)
        }
        _ => Ok(true),
    }
}

/// If two people claim one address at once, the database lets only one have it.
pub(in crate::identity::embedded) fn or_in_use(failure: CallError) -> CallError {
    if failure.is_address_taken() { BetterAuthError::EMAIL_IN_USE.into() } else { failure }
}
