use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::tenancy::domains::{Domain, ProvenBy};

/// A domain in the list.
#[derive(Clone, Debug, Serialize)]
pub struct DomainRow {
    /// The part of the URL after `/domains/`.
    pub id: String,
    /// The domain as people write it.
    pub name: String,
    /// `"proven"`, `"unproven"`, or how the proof ended: `"record"`, `"lapsed"`, `"displaced"`.
    pub state: &'static str,
    /// `"join"` or `"ask"`.
    pub offer: &'static str,
    /// `"dns"` or `"mailbox"`, if it's proven.
    pub proven_by: Option<&'static str>,
    /// The time of the proof, or of its loss.
    pub since: Option<DateTime<Utc>>,
    /// The end of the proof, if it has one.
    pub renew_by: Option<DateTime<Utc>>,
    /// Whether it has to be proven again soon.
    pub is_due: bool,
}

impl DomainRow {
    pub(super) fn new(domain: &Domain, now: DateTime<Utc>) -> Self {
        let state = match (domain.proven_at, domain.lost_how) {
            (Some(_), _) => "proven",
            (None, Some(how)) => how.as_str(),
            (None, None) => "unproven",
        };
        Self {
            id: domain.id.to_string(),
            name: domain.domain.shown(),
            state,
            offer: domain.offer.as_str(),
            proven_by: domain.proven_by.map(ProvenBy::as_str),
            since: domain.proven_at.or(domain.lost_at),
            renew_by: domain.renew_by,
            is_due: domain.is_due(now),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::DomainRow;
    use crate::web::views::sample_time;

    impl DomainRow {
        /// Returns one domain in each state.
        pub fn samples() -> Vec<Self> {
            let unproven = Self {
                id: "01971".to_owned(),
                name: "acme.example".to_owned(),
                state: "unproven",
                offer: "ask",
                proven_by: None,
                since: None,
                renew_by: None,
                is_due: false,
            };
            let proven = Self {
                id: "01972".to_owned(),
                name: "bücher.example".to_owned(),
                state: "proven",
                offer: "join",
                proven_by: Some("dns"),
                since: Some(sample_time(0)),
                ..unproven.clone()
            };
            let by_code = |is_due| Self {
                id: "01974".to_owned(),
                proven_by: Some("mailbox"),
                renew_by: Some(sample_time(240)),
                is_due,
                ..proven.clone()
            };
            let lost = |state| Self {
                id: "01973".to_owned(),
                name: format!("{}.example", "a-very-long-label".repeat(3)),
                state,
                since: Some(sample_time(0)),
                ..unproven.clone()
            };
            let over = ["record", "lapsed", "displaced"].map(lost);
            let all = [unproven.clone(), by_code(true), by_code(false), proven.clone()];
            all.into_iter().chain(over).collect()
        }
    }
}
