use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{CompanyDomain, Domain, DomainError, MAX_DOMAINS, Offer, queries};
use crate::{
    audit::{self, Action, Change},
    db::{TenantConn, TenantReader},
    ids::DomainId,
    secret,
    tenancy::{Permission, memberships},
};

/// The length of what the TXT record holds.
const VALUE_LENGTH: usize = 32;

/// The number of domains that the current tenant claims, under the lock.
pub struct Claims(usize);

/// Locks the organization for [`claim`], refuses whoever may not claim a domain, and counts the
/// domains after that.
pub async fn claims(db: &TenantReader) -> Result<Claims, DomainError> {
    let claimed = async { Ok(queries::list(db).await?.len()) };
    let ((), claimed) = try_join!(require(db), claimed)?;
    Ok(Claims(claimed))
}

/// Claims a domain with the next statement. It offers nothing until it's proven.
pub fn claim(
    db: &TenantConn,
    before: &Claims,
    (domain, offer): (&CompanyDomain, Offer),
    at: DateTime<Utc>,
) -> Result<DomainId, DomainError> {
    if before.0 >= MAX_DOMAINS {
        return Err(DomainError::TooMany);
    }
    let (id, value) = (DomainId::new(), secret::random_token(VALUE_LENGTH));
    queries::insert(db, id, domain.name(), offer, value, at);
    let change = Change { before: None, after: Some(domain.name().as_str()) };
    audit::record_change(db, Action::DomainClaimed, id, change, at);
    Ok(id)
}

/// Locks the organization and the claim, so that changes follow one another, and returns the
/// claim after that to whoever may change it.
pub async fn find_to_change(db: &TenantReader, id: DomainId) -> Result<Domain, DomainError> {
    let claim = async { Ok(queries::lock(db, id).await?) };
    let ((), claim) = try_join!(require(db), claim)?;
    claim.ok_or(DomainError::Unknown)
}

/// Changes the offer to people with an address there, with the next statement; does nothing if
/// it's that already.
pub fn set_offer(db: &TenantConn, domain: &Domain, offer: Offer, at: DateTime<Utc>) {
    if domain.offer == offer {
        return;
    }
    queries::set_offer(db, domain.id, offer);
    let change = Change { before: Some(domain.offer.as_str()), after: Some(offer.as_str()) };
    audit::record_change(db, Action::DomainOfferChanged, domain.id, change, at);
}

/// Removes a domain with the next statement; nobody is offered anything by it then.
pub fn remove(db: &TenantConn, domain: &Domain, at: DateTime<Utc>) {
    // Recorded first: its name is read with its id.
    let change = Change { before: Some(domain.domain.as_str()), after: None };
    audit::record_change(db, Action::DomainRemoved, domain.id, change, at);
    queries::delete(db, domain.id);
}

async fn require(db: &TenantReader) -> Result<(), DomainError> {
    let held = memberships::locks::lock_for(db, Permission::ManageJoining).await?;
    held.map(drop).ok_or(DomainError::NotAllowed)
}
