//! Answers to an invitation, the same way for pages and the API.

use chrono::{DateTime, Utc};

use crate::{
    db::{DbError, Scope, TenantConn, UserConn},
    identity::mails::{MailKind, MailedAnswer, WriteMail as _},
    mail::{Quoted, outbox},
    sessions::Caller,
    tenancy::{
        AcceptError,
        invitations::{self, InvitationPreview},
    },
    web::{error::AppError, state::AppState, urls},
};

/// An invitation, and the way in which it was found.
pub struct FoundInvitation {
    /// The invitation.
    pub offer: InvitationPreview,
    /// Whether it was found by its link, and not by its id.
    pub by_link: bool,
}

impl FoundInvitation {
    /// Whether the one who asks reads the invited mailbox, since nobody else has the link.
    pub fn proves_mailbox(&self) -> bool {
        self.by_link && self.offer.link_proves_mailbox
    }

    /// Judges the invitation for the caller. A visitor may still turn out to be the right
    /// person.
    pub fn check(&self, caller: Option<&Caller>, now: DateTime<Utc>) -> Result<(), AcceptError> {
        let (email, verified) = match caller {
            Some(caller) => (caller.email.as_str(), caller.email_verified),
            None => (self.offer.email.as_str(), true),
        };
        invitations::check(&self.offer, email, verified, now)
    }

    /// Whether the caller may decline: as the reader of the mailbox, by link or by account.
    pub fn may_decline(&self, caller: Option<&Caller>) -> bool {
        let is_own =
            |caller: &Caller| caller.email_verified && caller.email.as_str() == self.offer.email;
        self.proves_mailbox() || caller.is_some_and(is_own)
    }
}

/// Finds the invitation of a link, or one of the caller's own by its id: with a proven
/// mailbox no mail is needed to see invitations to it.
pub async fn find(
    db: &impl Scope,
    key: &str,
    caller: Option<&Caller>,
) -> Result<Option<FoundInvitation>, DbError> {
    let (found, by_link) = match (key.parse(), caller) {
        (Ok(id), Some(caller)) if caller.email_verified => {
            (invitations::invitation_for_email(db, caller.email.as_str(), id).await?, false)
        }
        _ => (invitations::offer(db, key).await?, true),
    };
    Ok(found.map(|offer| FoundInvitation { offer, by_link }))
}

/// Adds the current user to the organization, and tells the inviter.
pub async fn accept(
    db: UserConn,
    state: &AppState,
    offer: &InvitationPreview,
) -> Result<TenantConn, AnswerError> {
    let db = invitations::accept(db, offer, state.clock.now()).await?;
    notify_inviter(&db, state, offer, true).await?;
    Ok(db)
}

/// Declines an invitation in the name of the caller, or of nobody, and tells the inviter.
/// One that was declined before stays declined.
pub async fn decline(
    state: &AppState,
    found: &FoundInvitation,
    caller: Option<&Caller>,
) -> Result<(), AnswerError> {
    let (offer, now) = (&found.offer, state.clock.now());
    if !found.may_decline(caller) {
        return Err(AcceptError::OtherAddress.into());
    }
    let decline = async |db: &TenantConn| {
        invitations::decline(db, offer, now).await?;
        notify_inviter(db, state, offer, false).await
    };
    let declined = match caller {
        Some(caller) => state.db.as_member(offer.tenant, caller.user, decline).await,
        None => state.db.as_tenant(offer.tenant, decline).await,
    };
    match declined {
        Err(AnswerError::Refused(AcceptError::Declined)) => Ok(()),
        done => done,
    }
}

/// The reason why an invitation wasn't answered.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// The invitation can't be answered like this, or no longer.
    #[error(transparent)]
    Refused(#[from] AcceptError),
    /// Something else went wrong.
    #[error(transparent)]
    Failed(#[from] AppError),
}

impl From<DbError> for AnswerError {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<AnswerError> for AppError {
    fn from(error: AnswerError) -> Self {
        match error {
            AnswerError::Refused(refused) => refused.into(),
            AnswerError::Failed(error) => error,
        }
    }
}

/// Mails the answer to the inviter, unless their address isn't proven. News over the limit
/// is left out.
async fn notify_inviter(
    db: &TenantConn,
    state: &AppState,
    offer: &InvitationPreview,
    has_joined: bool,
) -> Result<(), AnswerError> {
    if !offer.inviter_verified {
        return Ok(());
    }
    let slug = &offer.tenant_slug;
    let kind = MailKind::InvitationAnswered(MailedAnswer {
        tenant_name: Quoted::name(&offer.tenant_name),
        invited: Quoted::address(&offer.email),
        has_joined,
        path: if has_joined { urls::members(slug) } else { urls::invitations(slug) },
    });
    let mail = state.mails.write(&offer.inviter_email, &kind).map_err(AppError::from)?;
    let _verdict = outbox::enqueue(db, &state.limits, mail, state.clock.now()).await?;
    Ok(())
}
