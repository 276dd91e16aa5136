//! Domains that organizations have proven to be their own. People with a proven address
//! there are offered to join, or to ask; nobody joins by themselves.

mod changes;
mod company_domain;
mod displacement;
mod dns;
mod error;
mod offers;
mod prove;
mod queries;
mod recheck;
mod renewals;
mod types;

use chrono::{DateTime, TimeDelta, Utc};
use diesel::Queryable;

pub use self::{
    changes::{Claims, claim, claims, find_to_change, remove, set_offer},
    company_domain::{CompanyDomain, InvalidCompanyDomain},
    displacement::{Displaced, record_displaced},
    dns::{Dns, DnsAnswer},
    error::{DomainError, OfferError},
    offers::{DomainOffer, OfferToTake, accept, find_to_take, let_ask, offers},
    prove::{CodeKey, draw_code, prove_by_code, prove_by_dns},
    recheck::{DueDomain, lose, take_due},
    renewals::{DueRenewal, Renewal, due_renewals, renew},
    types::{LostHow, Offer, ProvenBy},
};
use crate::{
    db::{DbError, TenantReader},
    ids::DomainId,
    types::{DomainName, EmailAddress},
};

/// The number of domains that an organization claims at most.
pub const MAX_DOMAINS: usize = 20;

/// The validity of a mailed code.
pub const CODE_LIFETIME: TimeDelta = TimeDelta::minutes(15);

/// The validity of a proof by a code. The database ends it sooner once the member who entered
/// the code is gone.
const MAILBOX_PROOF: TimeDelta = TimeDelta::days(365);

/// The time that admins have for another proof once they are told that one ends.
pub const RENEWAL: TimeDelta = TimeDelta::days(14);

/// The number of wrong codes after which a new one is needed.
const MAX_ATTEMPTS: i32 = 5;

/// The mailboxes of a domain that its administrators read (RFC 2142, and the rules of
/// certificate authorities).
pub const MAILBOXES: [&str; 5] =
    ["admin", "administrator", "hostmaster", "postmaster", "webmaster"];

/// A claimed domain, as the organization's admins see it.
#[derive(Clone, Debug, Queryable)]
pub struct Domain {
    /// The id, used in URLs.
    pub id: DomainId,
    /// The domain.
    pub domain: DomainName,
    /// The offer to people with an address there.
    pub offer: Offer,
    /// The text that the TXT record has to hold.
    dns_value: String,
    /// The proof, if there is one.
    pub proven_by: Option<ProvenBy>,
    /// The time of the proof.
    pub proven_at: Option<DateTime<Utc>>,
    /// The end of a proof by a code; `None` for any other.
    pub renew_by: Option<DateTime<Utc>>,
    /// The time at which a proof ended.
    pub lost_at: Option<DateTime<Utc>>,
    /// The way in which it ended.
    pub lost_how: Option<LostHow>,
    /// The mailbox that the last code was sent to.
    pub code_mailbox: Option<String>,
    /// The end of the last code's validity.
    pub code_expires_at: Option<DateTime<Utc>>,
    /// The time of claiming it.
    pub created_at: DateTime<Utc>,
}

impl Domain {
    /// Returns the name of the TXT record.
    pub fn record_name(&self) -> String {
        dns::record_name(&self.domain)
    }

    /// Returns the text that the TXT record has to hold.
    pub fn record_value(&self) -> String {
        dns::record_value(&self.dns_value)
    }

    /// Whether the admins have to prove it again soon.
    pub fn is_due(&self, at: DateTime<Utc>) -> bool {
        self.renew_by.is_some_and(|ends| ends <= at + RENEWAL)
    }

    /// Returns the mailboxes that a code may be sent to. Any other, such as an admin's own,
    /// would prove no more than that somebody has an address there.
    pub fn mailboxes(&self) -> Vec<EmailAddress> {
        MAILBOXES.iter().filter_map(|name| format!("{name}@{}", self.domain).parse().ok()).collect()
    }
}

/// Returns the current tenant's domains, by name.
pub async fn list(db: &TenantReader) -> Result<Vec<Domain>, DbError> {
    queries::list(db).await
}

/// Returns one of the current tenant's domains.
pub async fn get(db: &TenantReader, id: DomainId) -> Result<Option<Domain>, DbError> {
    queries::get(db, id).await
}
