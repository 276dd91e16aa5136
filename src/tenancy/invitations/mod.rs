//! How people join: an offer by mail, accepted once.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

use super::{AcceptError, InviteError, memberships};
use crate::{
    audit::{self, Action},
    db::{DbError, Scope, TenantConn, UserConn, show},
    ids::{InvitationId, TenantId, UserId},
    secret,
    types::{EmailAddress, Role},
    users::bans,
};

/// How long an invitation can be accepted.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

const TOKEN_LENGTH: usize = 43;

/// An invitation that waits for an answer, as the organization sees it.
#[derive(Clone, Debug, Queryable)]
pub struct Pending {
    /// Names it in URLs.
    pub id: InvitationId,
    /// Whom it is for.
    pub email: String,
    /// What the person joins as.
    pub role: Role,
    /// When it can no longer be accepted.
    pub expires_at: DateTime<Utc>,
    /// The inviter's name.
    pub invited_by: String,
}

/// An invitation as the one who holds its link sees it.
#[derive(Clone, Debug, Queryable)]
pub struct Offer {
    /// The organization.
    pub tenant: TenantId,
    /// Names it inside the organization.
    pub id: InvitationId,
    /// Who sent it.
    pub invited_by: UserId,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's part of the URL.
    pub tenant_slug: String,
    /// The inviter's name.
    pub inviter: String,
    /// Whom it is for.
    pub email: String,
    /// What the person joins as.
    pub role: Role,
    /// When it can no longer be accepted.
    pub expires_at: DateTime<Utc>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it was taken back.
    pub canceled_at: Option<DateTime<Utc>>,
}

/// Who is to be invited, and as what.
pub struct NewInvitation {
    /// Whom it is for.
    pub email: EmailAddress,
    /// What the person joins as.
    pub role: Role,
}

/// Invites somebody and returns the token of the link, which is kept nowhere.
///
/// An expired invitation to the same address is replaced.
pub async fn invite(
    db: &TenantConn,
    inviter: (UserId, Role),
    new: &NewInvitation,
    at: DateTime<Utc>,
) -> Result<String, InviteError> {
    let (user, role) = inviter;
    if !role.may_grant(new.role) {
        return Err(InviteError::RoleTooHigh);
    }
    if queries::is_member(db, &new.email).await? {
        return Err(InviteError::AlreadyMember);
    }
    queries::cancel_expired_invitation(db, &new.email, at).await?;
    let (id, token) = (InvitationId::new(), secret::random_token(TOKEN_LENGTH));
    queries::insert_invitation(db, id, user, new, &token, at).await?;
    audit::record(db, user, Action::InvitationCreated, id, at).await?;
    Ok(token)
}

/// Takes an invitation back; `false` when there is no such pending one.
pub async fn cancel(
    db: &TenantConn,
    actor: UserId,
    id: InvitationId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let canceled = queries::cancel_invitation(db, id, at).await?;
    if canceled {
        audit::record(db, actor, Action::InvitationCanceled, id, at).await?;
    }
    Ok(canceled)
}

/// The invitations of the current tenant that wait for an answer.
pub async fn pending(db: &TenantConn, at: DateTime<Utc>) -> Result<Vec<Pending>, DbError> {
    queries::pending_invitations(db, at).await
}

/// One of the invitations that wait for somebody whose provider verified `email`.
pub(crate) async fn own_offer(
    db: &impl Scope,
    email: &str,
    id: InvitationId,
) -> Result<Option<Offer>, DbError> {
    show(db, "app.verified_email", email).await?;
    queries::own_offer(db, email, id).await
}

/// The invitation that `token` is the link of.
pub(crate) async fn offer(db: &impl Scope, token: &str) -> Result<Option<Offer>, DbError> {
    let hash = secret::digest(token);
    show(db, "app.invitation_hash", &secret::digest_hex(token)).await?;
    queries::offer(db, &hash).await
}

/// The invitations that wait for somebody whose provider verified `email`.
pub async fn waiting_for(
    db: &UserConn,
    email: &str,
    at: DateTime<Utc>,
) -> Result<Vec<Offer>, DbError> {
    show(db, "app.verified_email", email).await?;
    queries::offers_to(db, email, at).await
}

/// Why `offer` cannot be accepted by somebody at `email`, if it cannot.
pub fn judge(
    offer: &Offer,
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

/// Joins the current user to the organization of `offer` and commits.
///
/// One UPDATE judges the invitation again and consumes it, so a link followed twice at
/// once joins once, and nobody joins by the word of somebody who may no longer give it.
pub async fn accept(db: UserConn, offer: &Offer, at: DateTime<Utc>) -> Result<(), AcceptError> {
    let user = db.user();
    let is_first = memberships::queries::count_of_user(&db).await? == 0;
    let db = db.enter(offer.tenant).await?;
    join(&db, offer, user, is_first, at).await?;
    Ok(db.commit().await?)
}

/// [`accept`] in the organization's own transaction.
pub(crate) async fn join(
    db: &TenantConn,
    offer: &Offer,
    user: UserId,
    is_first: bool,
    at: DateTime<Utc>,
) -> Result<(), AcceptError> {
    if !queries::consume_invitation(db, offer.id, user, at).await? {
        let current = queries::current_offer(db, offer.id).await?;
        return Err(judge(&current, &offer.email, true, at)
            .err()
            .unwrap_or(AcceptError::Withdrawn));
    }
    // Bans are the provider's to know; everything else the statement above has judged.
    if bans::is_banned(db, offer.invited_by, at).await? {
        return Err(AcceptError::Withdrawn);
    }
    memberships::queries::insert_membership(db, user, offer.role, is_first, at).await?;
    audit::record(db, user, Action::InvitationAccepted, offer.id, at).await?;
    Ok(())
}
