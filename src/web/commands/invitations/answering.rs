//! Answers to an invitation, the same way for pages and the API.

use chrono::{DateTime, Utc};
use futures_util::try_join;

use crate::{
    db::{Committed, DbError, Scope, SystemConn, TenantConn, UserConn, UserReader, set_scope},
    identity::mails::{MailKind, MailedAnswer, WriteMail as _},
    mail::{Quoted, batch},
    sessions::Caller,
    tenancy::{
        AcceptError,
        invitations::{
            self, InvitationPreview, Key,
            answering::{self, InvitationToAnswer},
        },
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
            (invitations::invitation_to(db, caller.user, id).await?, false)
        }
        _ => (invitations::offer(db, key).await?, true),
    };
    Ok(found.map(|offer| FoundInvitation { offer, by_link }))
}

/// An invitation under the locks of its answer.
pub struct ToAnswer {
    /// The invitation.
    pub found: FoundInvitation,
    standing: InvitationToAnswer,
}

/// Finds the invitation that [`find`] does, and locks it for an answer.
pub async fn find_to_answer(
    db: &impl Scope,
    state: &AppState,
    key: &str,
) -> Result<Option<ToAnswer>, AppError> {
    let (key, now) = (Key::of(key), state.clock.now());
    let standing = answering::find_to_answer(db, &state.bans, &key, now).await?;
    Ok(standing.map(|standing| {
        let found = FoundInvitation { offer: standing.offer.clone(), by_link: key.is_link() };
        ToAnswer { found, standing }
    }))
}

/// Adds the current user to the organization, tells the inviter, and commits. If the invitation no
/// longer stands, the rate limit has counted the answer all the same.
pub async fn accept(
    db: UserConn,
    state: &AppState,
    ToAnswer { found, standing }: &ToAnswer,
) -> Result<Committed, AnswerError> {
    let db = db.scoped_to_tenant(found.offer.tenant);
    if let Err(refused) = answering::accept(&db, standing, state.clock.now()) {
        db.close().await?;
        return Err(refused.into());
    }
    commit(db, state, &found.offer, true).await
}

/// Opens a transaction that answers an invitation in the name of the caller, or of nobody, once
/// `count` has let them.
pub async fn open(
    state: &AppState,
    key: &str,
    caller: Option<&Caller>,
    count: impl AsyncFnOnce(&UserReader) -> Result<(), AppError>,
) -> Result<(SystemConn, Option<ToAnswer>), AppError> {
    let user = caller.map(|caller| caller.user.to_string()).unwrap_or_default();
    let reads = async |db: &UserReader| {
        let act = async { Ok(set_scope(db, "app.user_id", &user).await?) };
        try_join!(act, count(db), find_to_answer(db, state, key))
    };
    let (db, (), read) = state.db.open_reading(async |_| Ok(()), reads).await?;
    Ok((db, read?.2))
}

/// Declines an invitation, tells the inviter, and commits. One that was declined before stays
/// declined.
pub async fn decline(
    db: SystemConn,
    state: &AppState,
    ToAnswer { found, standing }: &ToAnswer,
    caller: Option<&Caller>,
) -> Result<(), AnswerError> {
    let db = db.scoped_to_tenant(found.offer.tenant);
    let declined = if found.may_decline(caller) {
        answering::decline(&db, standing, state.clock.now())
    } else {
        Err(AcceptError::OtherAddress)
    };
    match declined {
        Ok(()) => commit(db, state, &found.offer, false).await.map(drop),
        // Keep what the rate limit counted.
        Err(AcceptError::Declined) => Ok(db.close().await?),
        Err(refused) => {
            db.close().await?;
            Err(refused.into())
        }
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

/// Commits along with the mail that tells the inviter, unless their address isn't proven. News over
/// the limit is left out.
async fn commit(
    db: TenantConn,
    state: &AppState,
    offer: &InvitationPreview,
    has_joined: bool,
) -> Result<Committed, AnswerError> {
    let slug = &offer.tenant_slug;
    let kind = MailKind::InvitationAnswered(MailedAnswer {
        tenant_name: Quoted::name(&offer.tenant_name),
        invited: Quoted::address(&offer.email),
        has_joined,
        path: if has_joined { urls::members(slug) } else { urls::invitations(slug) },
    });
    let mails = if offer.inviter_verified {
        vec![state.mails.write(&offer.inviter_email, &kind).map_err(AppError::from)?]
    } else {
        Vec::new()
    };
    let committed = batch::commit_with(db, &state.limits, mails, state.clock.now()).await;
    Ok(committed.map_err(AcceptError::from)?)
}
