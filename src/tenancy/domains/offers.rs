use chrono::{DateTime, Utc};
use diesel::Queryable;
use futures_util::try_join;

use super::{Offer, OfferError, queries};
use crate::{
    audit::{self, Action},
    db::{DbError, TenantConn, UserConn, UserReader},
    ids::{DomainId, TenantId},
    tenancy::memberships,
    types::{Mark, Role},
};

/// An organization that has proven the domain of a person's address.
#[derive(Clone, Debug, Queryable)]
pub struct DomainOffer {
    /// The claim.
    pub id: DomainId,
    /// The organization.
    pub tenant: TenantId,
    /// The organization's name.
    pub tenant_name: String,
    /// The organization's slug, as in URLs.
    pub tenant_slug: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The offer to everybody.
    offer: Offer,
    /// Whether somebody removed the person from the organization.
    was_removed: bool,
}

impl DomainOffer {
    /// Returns the offer to this person: a removed member can only ask.
    pub fn offer(&self) -> Offer {
        if self.was_removed { Offer::Ask } else { self.offer }
    }
}

/// Returns the organizations that offer the current user to join by the domain of their
/// proven address. They are one at most, and none if the person is a member there or has
/// asked.
pub async fn offers(db: &UserReader) -> Result<Vec<DomainOffer>, DbError> {
    queries::offers(db).await
}

/// An offer as it is under the locks of its answer.
pub struct OfferToTake {
    /// The offer.
    pub offer: DomainOffer,
    /// Whether it's the current user's first organization.
    is_first: bool,
    stands: bool,
}

/// Continues in the organization of one of the [`offers`], locks the current user and the
/// organization, and finds the offer; `None` leaves the transaction in an organization that
/// offers nothing, or in none.
pub async fn find_to_take(
    db: &UserReader,
    id: DomainId,
    asks: bool,
) -> Result<Option<OfferToTake>, DbError> {
    let ((), count, (), offers, stands) = try_join!(
        queries::enter(db, id),
        memberships::queries::count_of_user(db),
        memberships::locks::lock_tenant(db),
        queries::offers(db),
        queries::stands(db, id, asks),
    )?;
    let offer = offers.into_iter().find(|offer| offer.id == id);
    Ok(offer.map(|offer| OfferToTake { offer, is_first: count == 0, stands }))
}

impl OfferToTake {
    /// Tells whether the person may join, or ask if that is what they do.
    pub fn check(&self) -> Result<(), OfferError> {
        if self.stands { Ok(()) } else { Err(OfferError::Closed) }
    }
}

/// Adds the current user to the organization of the offer, which stands, with the next statement.
pub fn accept(db: UserConn, found: &OfferToTake, at: DateTime<Utc>) -> TenantConn {
    let db = let_ask(db, found);
    memberships::admission::insert_membership(&db, Role::Member, found.is_first, at);
    audit::record(&db, Action::DomainUsed, found.offer.id, at);
    db
}

/// Continues in the organization of the offer, which lets the current user ask.
pub fn let_ask(db: UserConn, found: &OfferToTake) -> TenantConn {
    db.scoped_to_tenant(found.offer.tenant)
}
