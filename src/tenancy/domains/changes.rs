use chrono::{DateTime, Utc};

use super::{CompanyDomain, Domain, DomainError, MAX_DOMAINS, Offer, queries};
use crate::{
    audit::{self, Action, Change},
    db::TenantConn,
    ids::DomainId,
    secret,
    tenancy::{Permission, memberships},
};

/// The length of what the TXT record holds.
const VALUE_LENGTH: usize = 32;

/// Claims a domain. It offers nothing until it's proven.
pub async fn claim(
    db: &TenantConn,
    domain: &CompanyDomain,
    offer: Offer,
    at: DateTime<Utc>,
) -> Result<DomainId, DomainError> {
    require(db).await?;
    if queries::list(db).await?.len() >= MAX_DOMAINS {
        return Err(DomainError::TooMany);
    }
    let (id, value) = (DomainId::new(), secret::random_token(VALUE_LENGTH));
    queries::insert(db, id, domain.name(), offer, &value, at).await?;
    let change = Change { before: None, after: Some(domain.name().as_str()) };
    audit::record_change(db, Action::DomainClaimed, id, change, at);
    Ok(id)
}

/// Changes the offer to people with an address there; does nothing if it's that already.
pub async fn set_offer(
    db: &TenantConn,
    id: DomainId,
    offer: Offer,
    at: DateTime<Utc>,
) -> Result<Domain, DomainError> {
    let domain = lock(db, id).await?;
    if domain.offer != offer {
        queries::set_offer(db, id, offer).await?;
        let change = Change { before: Some(domain.offer.as_str()), after: Some(offer.as_str()) };
        audit::record_change(db, Action::DomainOfferChanged, id, change, at);
    }
    Ok(domain)
}

/// Removes a domain; nobody is offered anything by it then.
pub async fn remove(
    db: &TenantConn,
    id: DomainId,
    at: DateTime<Utc>,
) -> Result<Domain, DomainError> {
    let domain = lock(db, id).await?;
    // Recorded first: its name is read with its id.
    let change = Change { before: Some(domain.domain.as_str()), after: None };
    audit::record_change(db, Action::DomainRemoved, id, change, at);
    queries::delete(db, id).await?;
    Ok(domain)
}

/// Checks the current user's role again, and locks the claim.
pub(super) async fn lock(db: &TenantConn, id: DomainId) -> Result<Domain, DomainError> {
    require(db).await?;
    queries::lock(db, id).await?.ok_or(DomainError::Unknown)
}

async fn require(db: &TenantConn) -> Result<(), DomainError> {
    let held = memberships::locks::lock_for(db, Permission::ManageJoining).await?;
    held.map(drop).ok_or(DomainError::NotAllowed)
}
