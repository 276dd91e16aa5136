use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    ids::DomainId,
    tenancy::domains::{Domain, LostHow, Offer, ProvenBy},
    types::DomainName,
};

/// A claimed domain.
#[derive(Serialize, ToSchema)]
#[schema(as = Domain)]
pub(super) struct DomainView {
    #[schema(value_type = uuid::Uuid)]
    id: DomainId,
    #[schema(value_type = String)]
    domain: DomainName,
    /// The offer to people with a proven address there, once the domain is proven.
    offer: Offer,
    /// Null while it's unproven.
    #[schema(required = true)]
    proven_by: Option<ProvenBy>,
    #[schema(required = true)]
    proven_at: Option<DateTime<Utc>>,
    /// The end of a proof by a code: a year, or a fortnight after the member who entered the
    /// code is gone. Null for any other.
    #[schema(required = true)]
    renew_by: Option<DateTime<Utc>>,
    /// The time at which a proof ended.
    #[schema(required = true)]
    lost_at: Option<DateTime<Utc>>,
    /// The way in which it ended.
    #[schema(required = true)]
    lost_how: Option<LostHow>,
    record: RecordView,
    created_at: DateTime<Utc>,
}

/// The TXT record that proves a domain.
#[derive(Serialize, ToSchema)]
#[schema(as = DomainRecord)]
struct RecordView {
    name: String,
    value: String,
}

impl From<Domain> for DomainView {
    fn from(domain: Domain) -> Self {
        let record = RecordView { name: domain.record_name(), value: domain.record_value() };
        let (renew_by, lost_at, lost_how) = (domain.renew_by, domain.lost_at, domain.lost_how);
        let Domain { id, domain, offer, proven_by, proven_at, created_at, .. } = domain;
        Self {
            id,
            domain,
            offer,
            proven_by,
            proven_at,
            renew_by,
            lost_at,
            lost_how,
            record,
            created_at,
        }
    }
}
