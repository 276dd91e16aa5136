//! Ownership transfers: an owner hands the organization over to another member, who accepts.

mod answering;
mod offering;
mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

pub use self::{
    answering::{OfferToAnswer, accept, cancel, find_to_answer},
    offering::{ToOffer, find_to_offer, offer},
};
use crate::{
    db::{DbError, TenantReader},
    ids::{OwnershipTransferId, UserId},
    types::Role,
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
