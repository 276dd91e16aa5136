//! Offering an organization.

use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{Candidate, LIFETIME, OwnershipTransfer, Party, Receiver, queries};
use crate::{
    audit::{self, Action},
    db::{DbError, TenantConn, TenantReader},
    ids::OwnershipTransferId,
    tenancy::{Permission, TransferError, memberships},
    types::Role,
};

/// The member to whom the current user may want to offer the organization, as they are under the
/// lock.
pub struct ToOffer {
    may_offer: bool,
    candidate: Option<Candidate>,
    is_open: bool,
}

/// Locks the organization, and looks whom it would be offered to and what stands in the way.
pub async fn find_to_offer(
    db: &TenantReader,
    receiver: Receiver<'_>,
    at: DateTime<Utc>,
) -> Result<ToOffer, DbError> {
    let (own, candidate, open) = try_join!(
        memberships::locks::lock_for(db, Permission::TransferOwnership),
        queries::candidate(db, receiver),
        queries::open(db, at),
    )?;
    Ok(ToOffer { may_offer: own.is_some(), candidate, is_open: open.is_some() })
}

/// Offers the organization in the name of the current user, who is `giver`, with the next
/// statement, and returns the offer.
pub fn offer(
    db: &TenantConn,
    ToOffer { may_offer, candidate, is_open }: ToOffer,
    giver: Party,
    at: DateTime<Utc>,
) -> Result<OwnershipTransfer, TransferError> {
    if !may_offer {
        return Err(TransferError::NotAllowed);
    }
    let Candidate { party: receiver, role } = candidate.ok_or(TransferError::NoMember)?;
    if role == Role::Owner {
        return Err(TransferError::OwnerAlready);
    }
    if is_open {
        return Err(TransferError::AlreadyOpen);
    }
    let id = OwnershipTransferId::new();
    queries::cancel_void(db, at);
    queries::insert(db, id, receiver.user, at);
    audit::record(db, Action::OwnershipTransferOffered, receiver.user, at);
    Ok(OwnershipTransfer { id, giver, receiver, created_at: at, expires_at: at + LIFETIME })
}
