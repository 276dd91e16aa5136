use chrono::{DateTime, Utc};
use diesel::Queryable;

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

/// Returns one of the [`offers`].
pub async fn offer(db: &UserConn, id: DomainId) -> Result<Option<DomainOffer>, DbError> {
    Ok(offers(db).await?.into_iter().find(|offer| offer.id == id))
}

/// Adds the current user to the organization of `offer` with the next statement, and continues in
/// it. One statement checks the claim and the person again.
pub async fn accept(
    db: UserConn,
    offer: &DomainOffer,
    at: DateTime<Utc>,
) -> Result<TenantConn, OfferError> {
    // Locks the person's row, so that the same person doesn't join twice at once.
    let is_first = memberships::queries::count_of_user(&db).await? == 0;
    let db = memberships::locks::enter(db, offer.tenant).await?;
    if !queries::stands(&db, offer.id, false).await? {
        return Err(OfferError::Closed);
    }
    memberships::admission::insert_membership(&db, Role::Member, is_first, at);
    audit::record(&db, Action::DomainUsed, offer.id, at);
    Ok(db)
}

/// Lets the current user ask the organization of `offer`, and continues in it.
pub async fn let_ask(db: UserConn, offer: &DomainOffer) -> Result<TenantConn, OfferError> {
    let db = memberships::locks::enter(db, offer.tenant).await?;
    if queries::stands(&db, offer.id, true).await? { Ok(db) } else { Err(OfferError::Closed) }
}
