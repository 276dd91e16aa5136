//! Invitations: an offer by mail to join an organization, which can be accepted once.

pub mod inviting;
mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

use super::{AcceptError, memberships};
use crate::{
    audit::{self, Action},
    db::{DbError, Scope, TenantConn, UserConn, set_scope},
    ids::{InvitationId, TenantId, UserId},
    secret,
    types::Role,
    users::bans,
};

/// Time within which an invitation can be accepted.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

/// A pending invitation, as the organization sees it.
#[derive(Clone, Debug, Queryable)]
pub struct PendingInvitation {
    /// The id, used in URLs.
    pub id: InvitationId,
    /// The invited address.
    pub email: String,
    /// The role the person will have.
    pub role: Role,
    /// The time at which it expires.
    pub expires_at: DateTime<Utc>,
    /// The inviter's name.
    pub invited_by: String,
}

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
}

/// Cancels an invitation; `false` if there is no such pending one.
pub async fn cancel(db: &TenantConn, id: InvitationId, at: DateTime<Utc>) -> Result<bool, DbError> {
    let canceled = queries::cancel_invitation(db, id, at).await?;
    if canceled {
        audit::record(db, Action::InvitationCanceled, id, at).await?;
    }
    Ok(canceled)
}

/// Returns the current tenant's pending invitations.
pub async fn pending(
    db: &TenantConn,
    at: DateTime<Utc>,
) -> Result<Vec<PendingInvitation>, DbError> {
    queries::pending_invitations(db, at).await
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

/// Returns the pending invitations to `email`, which the person's provider has verified.
pub async fn waiting_for(
    db: &UserConn,
    email: &str,
    at: DateTime<Utc>,
) -> Result<Vec<InvitationPreview>, DbError> {
    set_scope(db, "app.verified_email", email).await?;
    queries::offers_to(db, email, at).await
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
    if !queries::consume_invitation(db, offer.id, at).await? {
        let current = queries::current_offer(db, offer.id).await?;
        return Err(check(&current, &offer.email, true, at)
            .err()
            .unwrap_or(AcceptError::Withdrawn));
    }
    // Bans are known only to the provider; the statement above has checked everything
    // else.
    if bans::is_banned(db, offer.invited_by, at).await? {
        return Err(AcceptError::Withdrawn);
    }
    memberships::admission::insert_membership(db, offer.role, is_first, at).await?;
    audit::record(db, Action::InvitationAccepted, offer.id, at).await?;
    Ok(())
}
