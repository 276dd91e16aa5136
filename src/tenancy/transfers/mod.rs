//! Ownership transfers: an owner hands the organization over to another member, who accepts.

mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

use super::{Permission, TransferError, memberships};
use crate::{
    audit::{self, Action, Change},
    db::{DbError, TenantConn, TenantReader},
    ids::{OwnershipTransferId, UserId},
    types::Role,
    users::bans,
};

/// Time within which a transfer can be accepted.
pub const LIFETIME: TimeDelta = TimeDelta::days(7);

/// An offer that waits for its receiver's answer.
#[derive(Clone, Debug, Queryable)]
pub struct OwnershipTransfer {
    /// The offer's id.
    pub id: OwnershipTransferId,
    /// The owner who offers.
    pub giver: Party,
    /// The member who can accept.
    pub receiver: Party,
    /// The time of the offer.
    pub created_at: DateTime<Utc>,
    /// The time from which it can't be accepted.
    pub expires_at: DateTime<Utc>,
}

/// A person on one side of a transfer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Party {
    /// The person's id.
    pub user: UserId,
    /// The person's name; may be empty.
    pub name: String,
    /// The person's email address.
    pub email: String,
}

/// A member whom the organization can be handed over to.
#[derive(Clone, Debug, Queryable)]
pub struct Candidate {
    /// The person.
    pub party: Party,
    /// The person's role.
    pub role: Role,
}

/// The member that an owner names.
#[derive(Clone, Copy, Debug)]
pub enum Receiver<'a> {
    /// By id, as programs do.
    Id(UserId),
    /// By address, as people do.
    Email(&'a str),
}

impl Receiver<'_> {
    /// Returns the field that names the member.
    pub fn field(self) -> &'static str {
        match self {
            Self::Id(_) => "user_id",
            Self::Email(_) => "email",
        }
    }
}

/// Offers the current tenant to another member, and returns the offer.
pub async fn offer(
    db: &TenantConn,
    receiver: Receiver<'_>,
    at: DateTime<Utc>,
) -> Result<OwnershipTransfer, TransferError> {
    let own = memberships::locks::lock_for(db, Permission::TransferOwnership).await?;
    own.ok_or(TransferError::NotAllowed)?;
    let found = queries::candidate(db, receiver).await?;
    let Candidate { party: receiver, role } = found.ok_or(TransferError::NoMember)?;
    if role == Role::Owner {
        return Err(TransferError::OwnerAlready);
    }
    queries::cancel_void(db, at).await?;
    let id = OwnershipTransferId::new();
    queries::insert(db, id, receiver.user, at).await?;
    audit::record(db, Action::OwnershipTransferOffered, receiver.user, at);
    queries::open(db, at).await?.ok_or(TransferError::Unknown)
}

/// Returns the current tenant's open offer.
pub async fn open(
    db: &TenantReader,
    at: DateTime<Utc>,
) -> Result<Option<OwnershipTransfer>, DbError> {
    queries::open(db, at).await
}

/// Whether the offer is, or was, one to the current user.
pub async fn is_offered(db: &TenantReader, id: OwnershipTransferId) -> Result<bool, DbError> {
    queries::is_offered(db, id).await
}

/// Returns some members whom the current tenant can be handed over to, by name.
pub async fn candidates(db: &TenantReader) -> Result<Vec<Candidate>, DbError> {
    queries::candidates(db).await
}

/// Accepts an offer: the current user becomes an owner, and the giver an admin. Returns the
/// offer.
///
/// One UPDATE checks it again and consumes it. So nobody becomes an owner by the word of
/// somebody who isn't one any more.
pub async fn accept(
    db: &TenantConn,
    id: OwnershipTransferId,
    at: DateTime<Utc>,
) -> Result<OwnershipTransfer, TransferError> {
    let own = memberships::locks::lock(db).await?.ok_or(TransferError::NotAllowed)?;
    if !is_offered(db, id).await? {
        return Err(TransferError::Unknown);
    }
    let open = queries::open(db, at).await?.filter(|open| open.id == id);
    let open = open.ok_or(TransferError::Withdrawn)?;
    if !queries::consume(db, id, at).await? {
        return Err(TransferError::Withdrawn);
    }
    // Bans are known only to the provider; the statement above has checked everything else.
    if bans::is_banned(db, open.giver.user, at).await? {
        return Err(TransferError::Withdrawn);
    }
    audit::record(db, Action::OwnershipTransferred, open.giver.user, at);
    for (user, before, after) in
        [(open.receiver.user, own, Role::Owner), (open.giver.user, Role::Owner, Role::Admin)]
    {
        queries::set_role(db, user, after).await?;
        let change = Change { before: Some(before.as_str()), after: Some(after.as_str()) };
        audit::record_change(db, Action::MemberRoleChanged, user, change, at);
    }
    Ok(open)
}

/// Cancels an offer: any owner may, and its receiver, who declines it. Returns the offer.
pub async fn cancel(
    db: &TenantConn,
    id: OwnershipTransferId,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<OwnershipTransfer, TransferError> {
    let own = memberships::locks::lock(db).await?.ok_or(TransferError::NotAllowed)?;
    let open = queries::open(db, at).await?.filter(|open| open.id == id);
    let open = open.ok_or(TransferError::Unknown)?;
    if !own.may(Permission::TransferOwnership) && open.receiver.user != user {
        return Err(TransferError::Unknown);
    }
    queries::cancel(db, id, at).await?;
    audit::record(db, Action::OwnershipTransferCanceled, open.receiver.user, at);
    Ok(open)
}
