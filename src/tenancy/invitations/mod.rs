//! Invitations: an offer by mail to join an organization, which can be accepted once.

pub mod answering;
pub mod changes;
pub mod inviting;
mod key;
pub mod listing;
mod queries;
mod state;
mod waiting;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

pub(crate) use self::waiting::waiting;
pub use self::{
    key::Key,
    state::{InvalidState, State},
    waiting::WaitingInvitation,
};
use super::AcceptError;
use crate::{
    db::{DbError, Scope, set_scope},
    ids::{InvitationId, TenantId, UserId},
    secret,
    types::{Mark, Role},
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
}

/// Returns one of the invitations to the address of `person`, if their provider has verified it.
pub(crate) async fn invitation_to(
    db: &impl Scope,
    person: UserId,
    id: InvitationId,
) -> Result<Option<InvitationPreview>, DbError> {
    set_scope(db, "app.user_id", &person.to_string()).await?;
    queries::own(db, id).await
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
