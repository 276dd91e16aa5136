//! Answers to invitations: acceptance, refusal.

use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{InvitationPreview, Key, check, queries};
use crate::{
    audit::{self, Action},
    db::{DbError, Scope, TenantConn},
    tenancy::{AcceptError, memberships},
    users::bans::Bans,
};

/// An invitation as it is under the locks of its answer.
pub struct InvitationToAnswer {
    /// The invitation.
    pub offer: InvitationPreview,
    /// Whether it's the current user's first organization.
    pub is_first: bool,
    /// Whether the inviter may still grant the role, and the current user accept it.
    stands: bool,
}

/// Continues in the organization of an invitation, locks both, and finds the invitation; `None`
/// leaves the transaction without an organization, or in that of an invitation that has just got
/// another link.
///
/// The current user's row is locked first, and the organization next, as by all who change
/// members: nobody waits for the invitation meanwhile.
pub(crate) async fn find_to_answer(
    db: &impl Scope,
    bans: &Bans,
    key: &Key,
    at: DateTime<Utc>,
) -> Result<Option<InvitationToAnswer>, DbError> {
    let id = key.id.unwrap_or_else(queries::no_id);
    let ((), count, (), (), offer, stands, is_banned) = try_join!(
        queries::enter(db, key),
        memberships::queries::count_of_user(db),
        memberships::locks::lock_tenant(db),
        queries::lock(db, key),
        queries::offer_here(db, key),
        queries::stands(db, key),
        bans.is_active(db, queries::INVITER, id, at),
    )?;
    let (is_first, stands) = (count == 0, stands && !is_banned);
    Ok(offer.map(|offer| InvitationToAnswer { offer, is_first, stands }))
}

/// Adds the current user to the organization with the next statement.
pub(crate) fn accept(
    db: &TenantConn,
    InvitationToAnswer { offer, is_first, stands }: &InvitationToAnswer,
    at: DateTime<Utc>,
) -> Result<(), AcceptError> {
    check(offer, &offer.email, true, at)?;
    if !stands {
        return Err(AcceptError::Withdrawn);
    }
    queries::accept(db, offer.id, at);
    memberships::admission::insert_membership(db, offer.role, *is_first, at);
    audit::record(db, Action::InvitationAccepted, offer.id, at);
    Ok(())
}

/// Declines an invitation with the next statement; the error says why it can't be declined any
/// more.
pub(crate) fn decline(
    db: &TenantConn,
    InvitationToAnswer { offer, .. }: &InvitationToAnswer,
    at: DateTime<Utc>,
) -> Result<(), AcceptError> {
    check(offer, &offer.email, true, at)?;
    queries::decline(db, offer.id, at);
    audit::record(db, Action::InvitationDeclined, offer.id, at);
    Ok(())
}
