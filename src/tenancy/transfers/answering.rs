//! Answers to the offer of an organization: acceptance, cancellation.

use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{OwnershipTransfer, queries};
use crate::{
    audit::{self, Action, Change},
    db::{DbError, TenantConn, TenantReader},
    ids::{OwnershipTransferId, UserId},
    tenancy::{Permission, TransferError, memberships},
    types::Role,
    users::bans::Bans,
};

/// An offer that the current user may want to answer, and their role, as both are under the lock.
pub struct OfferToAnswer {
    own: Option<Role>,
    /// Whether it is, or was, one to the current user.
    is_offered: bool,
    open: Option<OwnershipTransfer>,
    is_banned: bool,
}

/// Locks the organization and the offer, and finds the offer.
pub async fn find_to_answer(
    db: &TenantReader,
    bans: &Bans,
    id: OwnershipTransferId,
    at: DateTime<Utc>,
) -> Result<OfferToAnswer, DbError> {
    let (own, (), is_offered, open, is_banned) = try_join!(
        memberships::locks::lock(db),
        queries::lock(db, id),
        queries::is_offered(db, id),
        queries::open(db, at),
        bans.is_active(db, queries::GIVER, id, at),
    )?;
    let open = open.filter(|open| open.id == id);
    Ok(OfferToAnswer { own, is_offered, open, is_banned })
}

/// Accepts an offer with the next statement: the current user becomes an owner, and the giver an
/// admin. Returns the offer.
pub fn accept(
    db: &TenantConn,
    OfferToAnswer { own, is_offered, open, is_banned }: OfferToAnswer,
    at: DateTime<Utc>,
) -> Result<OwnershipTransfer, TransferError> {
    let own = own.ok_or(TransferError::NotAllowed)?;
    if !is_offered {
        return Err(TransferError::Unknown);
    }
    // Bans are known only to the provider; only an offer that stands is open.
    let open = open.filter(|_| !is_banned).ok_or(TransferError::Withdrawn)?;
    queries::accept(db, open.id, at);
    audit::record(db, Action::OwnershipTransferred, open.giver.user, at);
    for (user, before, after) in
        [(open.receiver.user, own, Role::Owner), (open.giver.user, Role::Owner, Role::Admin)]
    {
        queries::set_role(db, user, after);
        let change = Change { before: Some(before.as_str()), after: Some(after.as_str()) };
        audit::record_change(db, Action::MemberRoleChanged, user, change, at);
    }
    Ok(open)
}

/// Cancels an offer with the next statement: any owner may, and its receiver, who declines it.
/// Returns the offer.
pub fn cancel(
    db: &TenantConn,
    OfferToAnswer { own, open, .. }: OfferToAnswer,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<OwnershipTransfer, TransferError> {
    let own = own.ok_or(TransferError::NotAllowed)?;
    let open = open.ok_or(TransferError::Unknown)?;
    if !own.may(Permission::TransferOwnership) && open.receiver.user != user {
        return Err(TransferError::Unknown);
    }
    queries::cancel(db, open.id, at);
    audit::record(db, Action::OwnershipTransferCanceled, open.receiver.user, at);
    Ok(open)
}
