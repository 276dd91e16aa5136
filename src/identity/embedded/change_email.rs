//! Another address: proven by a code before anything changes, and undone by a
//! link in the mail to the former one.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Embedded,
    body::Body,
    codes::success,
    dispatch::{Answer, Settled},
    mails::MailKind,
    otp::{LIFETIME, Slot},
    queries::{
        codes,
        users::{self, AuthUser},
    },
    refused::{Failure, Refused},
    session_calls::done,
    sessions::{self, Current},
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
    mail::outbox,
    secret,
};

/// How long a change can be undone.
const UNDO: TimeDelta = TimeDelta::days(7);

const UNDO_TOKEN: usize = 43;

/// Two changes never are of one moment, so a code always replaces an older one.
const ANY_AGE: TimeDelta = TimeDelta::days(1);

/// What a link in the mail to the former address is good for.
#[derive(Serialize, Deserialize)]
struct Undo {
    user: Uuid,
    email: EmailAddress,
}

impl Embedded {
    /// `POST /change-email`, and `/email-otp/request-email-change`: nothing
    /// changes, and the answer is the same, whomever the new address belongs to.
    pub(super) async fn ask_for_email_change(
        &self,
        request: &WireRequest,
        mut body: Body,
    ) -> Answer {
        let (new, callback) = (body.text("newEmail"), body.optional_text("callbackURL"));
        let new = new.parse::<EmailAddress>();
        if new.is_err() && body.peek("newEmail").is_some() {
            body.breaks("newEmail", "Invalid email address");
        }
        body.check()?;
        let new = new.map_err(|_| Refused::INVALID_EMAIL)?;
        let current = self.signed_in(request).await?;
        if !callback.as_deref().is_none_or(|url| self.leads_here(url)) {
            return Err(Refused::INVALID_CALLBACK_URL.into());
        }
        if !self.is_fresh(&current) {
            return Err(Refused::SESSION_NOT_FRESH.into());
        }
        if new.as_str() == current.user.email {
            return Err(Refused::SAME_EMAIL.into());
        }
        let ask = async |db: &_| self.send_to_new(db, &current.user, &new, &request.client).await;
        self.db.as_system("asking for another address", ask).await?;
        Ok(if request.path == "/change-email" { done() } else { success() })
    }

    /// As much is written for an address that is taken as for one that is not.
    async fn send_to_new(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        new: &EmailAddress,
        client: &Client,
    ) -> Result<(), Failure> {
        let now = self.clock.now();
        let slot = Slot::of_change(&user.email, new);
        let (code, digest) = self.codes.draw(&slot)?;
        let taken = users::is_known(db, new).await?;
        let put = codes::put(db, &slot, &digest, now + ANY_AGE, now);
        if taken {
            put.await?;
            self.mail_notice(db, new.as_str(), Notice::AddressWanted, client).await?;
        } else {
            let minutes = LIFETIME.num_minutes();
            let mail = (self.mail)(MailKind::NewAddressCode { to: new.clone(), code, minutes });
            try_join!(put, outbox::enqueue(db, mail, now))?;
        }
        let masked = new.masked();
        self.tell(db, user, SecurityEvent::EmailChangeAsked, &masked, client).await?;
        self.mail_notice(db, &user.email, Notice::EmailChangeAsked(masked), client).await
    }

    /// `POST /email-otp/change-email`: the code puts the address in force.
    pub(super) async fn change_email(&self, request: &WireRequest, mut body: Body) -> Answer {
        let (new, code) = (body.text("newEmail"), body.text("otp"));
        body.check()?;
        let new: EmailAddress = new.parse().map_err(|_| Refused::INVALID_EMAIL)?;
        let current = self.signed_in(request).await?;
        let change =
            async |db: &_| self.put_in_force(db, &current, &new, &code, &request.client).await;
        let changed = self.db.as_system("changing an address", change).await;
        changed.map_err(or_in_use)??;
        Ok(success())
    }

    async fn put_in_force(
        &self,
        db: &SystemConn,
        current: &Current,
        new: &EmailAddress,
        code: &str,
        client: &Client,
    ) -> Settled<()> {
        let now = self.clock.now();
        let Some(user) = users::lock_by_id(db, current.user.id).await? else {
            return Ok(Err(Refused::UNAUTHORIZED));
        };
        let slot = Slot::of_change(&user.email, new);
        match self.try_slot(db, slot, code, now).await? {
            Ok(slot) if codes::take(db, &slot).await? => {}
            Ok(_) => return Ok(Err(Refused::INVALID_OTP)),
            Err(refused) => return Ok(Err(refused)),
        }
        // Who has read the mail there may know; before, nobody learns it.
        if users::is_known(db, new).await? {
            return Ok(Err(Refused::EMAIL_IN_USE));
        }
        self.readdress(db, &user, new).await?;
        let undo = self.keep_undo(db, &user, now).await?;
        let masked = new.masked();
        self.tell(db, &user, SecurityEvent::EmailChanged, &masked, client).await?;
        let notice = Notice::EmailChanged { to: masked, undo };
        self.mail_notice(db, &user.email, notice, client).await?;
        Ok(Ok(()))
    }

    async fn readdress(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        email: &EmailAddress,
    ) -> Result<(), Failure> {
        users::readdress(db, user.id, email, self.clock.now()).await?;
        Ok(consequences::readdress(db, &user.id.to_string(), email).await?)
    }

    /// The path of the page that undoes the change.
    async fn keep_undo(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        now: DateTime<Utc>,
    ) -> Result<String, Failure> {
        let email = user.email.parse().map_err(|_| Failure::Broken("unreadable_user"))?;
        let token = secret::random_token(UNDO_TOKEN);
        let undo = serde_json::to_string(&Undo { user: user.id, email })
            .map_err(|_| Failure::Broken("an undo link could not be written"))?;
        codes::keep(db, &Slot::of_undo(&token), &undo, now + UNDO, now).await?;
        Ok(format!("/auth/undo-email-change/{token}"))
    }

    /// `POST /change-email/undo` `{token}`: ours alone. The former address is in
    /// force again, and everybody is signed out.
    pub(super) async fn undo_email_change(&self, request: &WireRequest, mut body: Body) -> Answer {
        let token = body.text("token");
        body.check()?;
        let undo = async |db: &_| self.undo(db, &token, &request.client).await;
        let undone = self.db.as_system("undoing a change of address", undo).await;
        undone.map_err(or_in_use)??;
        Ok(done())
    }

    async fn undo(&self, db: &SystemConn, token: &str, client: &Client) -> Settled<()> {
        let kept = codes::take_kept(db, &Slot::of_undo(token), self.clock.now()).await?;
        let undo = kept.and_then(|value| serde_json::from_str::<Undo>(&value).ok());
        let Some(Undo { user, email }) = undo else { return Ok(Err(Refused::INVALID_TOKEN)) };
        let Some(user) = users::lock_by_id(db, user).await? else {
            return Ok(Err(Refused::INVALID_TOKEN));
        };
        self.readdress(db, &user, &email).await?;
        sessions::end_all(db, user.id, None).await?;
        self.tell(db, &user, SecurityEvent::EmailChangeUndone, "", client).await?;
        self.mail_notice(db, email.as_str(), Notice::EmailChangeUndone, client).await?;
        Ok(Ok(()))
    }
}

/// Of two who want one address at once, the database lets one have it.
fn or_in_use(failure: Failure) -> Failure {
    if failure.is_address_taken() { Refused::EMAIL_IN_USE.into() } else { failure }
}
