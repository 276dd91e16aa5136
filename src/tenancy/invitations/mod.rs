//! Invitations: an offer by mail to join an organization, which can be accepted once.

pub mod changes;
pub mod inviting;
pub mod listing;
mod queries;
mod state;
mod waiting;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

pub(crate) use self::waiting::waiting;
pub use self::{
    state::{InvalidState, State},
    waiting::WaitingInvitation,
};
use super::{AcceptError, memberships};
use crate::{
    audit::{self, Action},
    db::{DbError, Scope, TenantConn, UserConn, set_scope},
    ids::{InvitationId, TenantId, UserId},
    secret,
    types::{Mark, Role},
    users::bans,
};

/// Time within which an invitation can be accepted.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

const TOKEN_LENGTH: usize = 43;

/// An invitation, as the holder of its link sees it.
#[derive(Clone, Debug, Queryable)]
pub struct InvitationPreview {
    /// The organization.
    pub tenant: TenantId,
    /// The id, unique inside the organization.
    pub id: InvitationId,
    /// The inviter.
    pub invited_by: UserId,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, as in URLs.
    pub tenant_slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The inviter's name.
    pub inviter: String,
    /// The invited address.
    pub email: String,
    /// The role the person will have.
    pub role: Role,
    /// The time at which it expires.
    pub expires_at: DateTime<Utc>,
    /// The time of acceptance; `None` if it wasn't accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// The time of cancellation; `None` if it wasn't canceled.
    pub canceled_at: Option<DateTime<Utc>>,
    /// The time at which the person declined; `None` if they didn't.
    pub declined_at: Option<DateTime<Utc>>,
    /// The inviter's address.
    pub inviter_email: String,
    /// Whether the inviter has proven the address.
    pub inviter_verified: bool,
    /// Whether whoever has the link reads the mailbox, because it was only mailed.
    pub link_proves_mailbox: bool,
    /// The digest of the link that was valid when this was read.
    token_hash: Vec<u8>,
}

/// Returns one of the pending invitations to `email`, which the person's provider has
/// verified.
pub(crate) async fn invitation_for_email(
    db: &impl Scope,
    email: &str,
    id: InvitationId,
) -> Result<Option<InvitationPreview>, DbError> {
    set_scope(db, "app.verified_email", email).await?;
    queries::invitation_for_email(db, email, id).await
}

/// Returns the invitation whose link contains `token`.
pub(crate) async fn offer(
    db: &impl Scope,
    token: &str,
) -> Result<Option<InvitationPreview>, DbError> {
    let hash = secret::digest(token);
    set_scope(db, "app.invitation_hash", &secret::digest_hex(token)).await?;
    queries::offer(db, &hash).await
}

/// Checks whether a person with the address `email` may accept `offer`; the error says
/// why not.
pub fn check(
    offer: &InvitationPreview,
    email: &str,
    email_verified: bool,
    at: DateTime<Utc>,
) -> Result<(), AcceptError> {
    if offer.accepted_at.is_some() {
        return Err(AcceptError::Used);
    }
    if offer.declined_at.is_some() {
        return Err(AcceptError::Declined);
    }
    if offer.canceled_at.is_some() {
        return Err(AcceptError::Canceled);
    }
    if offer.expires_at <= at {
        return Err(AcceptError::Expired);
    }
    if !email_verified || offer.email != email {
        return Err(AcceptError::OtherAddress);
    }
    Ok(())
}

/// Adds the current user to the organization of `offer`, and continues in it.
///
/// One UPDATE checks the invitation again and consumes it. So following the link twice at
/// the same time joins once, and no one joins on the word of an inviter who may no longer
/// give it.
pub async fn accept(
    db: UserConn,
    offer: &InvitationPreview,
    at: DateTime<Utc>,
) -> Result<TenantConn, AcceptError> {
    let is_first = memberships::queries::count_of_user(&db).await? == 0;
    let db = db.enter(offer.tenant).await?;
    join(&db, offer, is_first, at).await?;
    Ok(db)
}

/// Like [`accept`], but in the organization's own transaction.
pub(crate) async fn join(
    db: &TenantConn,
    offer: &InvitationPreview,
    is_first: bool,
    at: DateTime<Utc>,
) -> Result<(), AcceptError> {
    // Locked first, as by all who change members: nobody waits for the invitation meanwhile.
    memberships::locks::lock_tenant(db).await?;
    if !queries::consume_invitation(db, offer, at).await? {
        return Err(refusal(db, offer, at).await?);
    }
    // Bans are known only to the provider; the statement above has checked everything
    // else.
    if bans::is_banned(db, offer.invited_by, at).await? {
        return Err(AcceptError::Withdrawn);
    }
    memberships::admission::insert_membership(db, offer.role, is_first, at).await?;
    audit::record(db, Action::InvitationAccepted, offer.id, at);
    Ok(())
}

/// Declines an invitation, once; the error says why it can't be declined any more.
pub async fn decline(
    db: &TenantConn,
    offer: &InvitationPreview,
    at: DateTime<Utc>,
) -> Result<(), AcceptError> {
    memberships::locks::lock_tenant(db).await?;
    if !queries::decline_invitation(db, offer, at).await? {
        return Err(refusal(db, offer, at).await?);
    }
    audit::record(db, Action::InvitationDeclined, offer.id, at);
    Ok(())
}

/// Returns the reason why an invitation that looked open couldn't be answered.
async fn refusal(
    db: &TenantConn,
    offer: &InvitationPreview,
    at: DateTime<Utc>,
) -> Result<AcceptError, DbError> {
    let current = queries::current_offer(db, offer.id).await?;
    if let Err(over) = check(&current, &offer.email, true, at) {
        return Ok(over);
    }
    let is_replaced = current.token_hash != offer.token_hash;
    Ok(if is_replaced { AcceptError::Replaced } else { AcceptError::Withdrawn })
}
