//! Undoes a change of address, with the link mailed to the previous one.
//!
//! An attacker who changed the address may have changed it again, and reads the mailboxes
//! in between. So a link undoes every change since its own, and later links end with it.
//! Nothing records when sign-in methods were added: a first password or a linked site
//! that the attacker added before the change looks like the owner's. Therefore every
//! method except the mailbox ends, and so do all sessions, codes and links, whatever
//! their age. If deletion of the account was requested since then, that is undone. The
//! mailbox gets a link to choose a new password. Earlier undo links stay valid.
//!
//! Changing back to an address that such a link names undoes the same changes. The
//! mailbox being left gets no link: it may be a thief's, who would have the last word.
//! The password and linked sites stay, since a signed-in user can look after them.
//!
//! The previous address may belong to another account by then: its reader may have signed
//! up again, not knowing better. That account is a person's, so the undo is refused, and
//! the link stays valid, until that account has another address.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::change_email::{make_room, or_in_use};
use crate::{
    audit::security::SecurityEvent,
    db::{DbError, SystemConn},
    identity::{
        account_deletion,
        client::mail_links::LinkKind,
        embedded::{
            Embedded,
            endpoints::command::Token,
            error::{BetterAuthError, CallError, CallOutcome},
            mail_links::LinkPayload,
            otp::Slot,
            sessions::ends,
            store::{
                accounts,
                codes::{self, StoredValue},
                users::{self, AuthUser},
            },
        },
        mails::notices::AccountNotice,
        types::CallContext,
    },
    secret::{self, SecretString},
    types::{ClientInfo, EmailAddress, Subject},
};

/// Time within which a change can be undone.
const UNDO: TimeDelta = TimeDelta::days(7);

const TOKEN: usize = 43;

/// The stored value of an undo link.
#[derive(Serialize, Deserialize)]
struct Undo {
    user: Uuid,
    email: EmailAddress,
}

impl Embedded {
    /// Returns the path of the page that undoes the change of `user` to `new`; `None` if
    /// the change itself undoes earlier ones, which ends their links.
    pub(in crate::identity::embedded) async fn keep_undo(
        &self,
        db: &SystemConn,
        user: &AuthUser,
        new: &EmailAddress,
        now: DateTime<Utc>,
    ) -> Result<Option<SecretString>, CallError> {
        if let Some(left_at) = left_at(db, user.id, new, now).await? {
            codes::drop_since(db, &all_of(user.id), left_at).await?;
            return Ok(None);
        }
        let email = user.email.parse().map_err(|_| CallError::Broken("unreadable_user"))?;
        let token = secret::random_token(TOKEN);
        let undo = serde_json::to_string(&Undo { user: user.id, email })
            .map_err(|_| CallError::Broken("an undo link could not be written"))?;
        let slot = Slot { identifier: all_of(user.id), ..slot(&token) };
        let kept_at = after_the_last(db, &slot.identifier, now).await?;
        codes::keep(db, &slot, &undo, now + UNDO, kept_at).await?;
        Ok(Some(format!("/auth/undo-email-change/{token}").into()))
    }

    /// `POST /change-email/undo` `{token}`, which only the embedded provider has.
    /// Restores the previous address and signs everyone out; the mailbox is the only way
    /// in.
    pub(in crate::identity::embedded) async fn undo_email_change(
        &self,
        call: CallContext<'_>,
        Token(token): Token,
    ) -> Result<(), CallError> {
        let undo = async |db: &_| self.undo(db, &token, call.client).await;
        let undone = self.db.as_system("undoing a change of address", undo).await;
        undone.map_err(or_in_use)?.into_result()
    }

    /// Locks the user's row before taking the link, in the same order as all calls.
    async fn undo(
        &self,
        db: &SystemConn,
        token: &str,
        client: &ClientInfo,
    ) -> Result<CallOutcome<()>, CallError> {
        let slot = slot(token);
        let Some(kept) = codes::peek_kept(db, &slot, self.clock.now()).await? else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_TOKEN));
        };
        let undo = serde_json::from_str::<Undo>(&kept.value);
        let Ok(Undo { user, email }) = undo else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_TOKEN));
        };
        let user = users::lock_by_id(db, user).await?;
        let taken = codes::take(db, &slot).await?;
        let Some(user) = user.filter(|_| taken) else {
            return Ok(CallOutcome::Refused(BetterAuthError::INVALID_TOKEN));
        };
        let now = self.clock.now();
        if !make_room(db, user.id, &email, now).await? {
            // Not a refusal that commits: the link stays valid.
            return Err(BetterAuthError::FORMER_EMAIL_IN_USE.into());
        }
        codes::drop_since(db, &all_of(user.id), kept.created_at).await?;
        accounts::delete_all(db, user.id).await?;
        ends::all(db, &user, None, now);
        codes::drop_of(db, email.as_str());
        self.set_email(db, &user, &email).await?;
        let reset = LinkPayload::of(email.clone());
        self.mail_link(db, LinkKind::ResetPassword, &client.browser, &reset, true, now).await?;
        let stays = account_deletion::undo(db, &Subject::embedded(user.id), client, now).await?;
        self.record_event(db, &user, SecurityEvent::EmailChangeUndone, "", client).await?;
        self.mail_notice(db, &user.email, AccountNotice::AddressTakenBack, client).await?;
        let undone = AccountNotice::EmailChangeUndone { account_stays: stays };
        self.mail_notice(db, email.as_str(), undone, client).await?;
        Ok(CallOutcome::Done(()))
    }
}

/// The slot of a token; the table stores only its digest.
fn slot(token: &str) -> Slot {
    Slot::called(format!("change-email-undo-{}", secret::digest_hex(token)))
}

/// The identifier that all undo links of one user share.
fn all_of(user: Uuid) -> String {
    format!("change-email-undo-{user}")
}

/// Returns when `user` first left `email`, as far as links that are still valid tell.
async fn left_at(
    db: &SystemConn,
    user: Uuid,
    email: &EmailAddress,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let mut kept = codes::all_kept(db, &all_of(user), now).await?.into_iter();
    let names = |kept: &StoredValue| {
        serde_json::from_str::<Undo>(&kept.value).is_ok_and(|undo| undo.email == *email)
    };
    Ok(kept.find(names).map(|kept| kept.created_at))
}

/// Returns a time later than the user's last change. The row lock orders the changes, but
/// replicas' clocks may disagree.
async fn after_the_last(
    db: &SystemConn,
    identifier: &str,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, DbError> {
    let last = codes::latest(db, identifier).await?;
    Ok(last.map_or(now, |last| now.max(last + TimeDelta::microseconds(1))))
}
