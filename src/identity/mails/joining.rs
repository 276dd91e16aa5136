//! News about requests to join an organization.

use chrono::{DateTime, Utc};

use crate::{
    ids::{TenantId, UserId},
    mail::{Quoted, Sender},
    secret::SecretString,
    types::Role,
};

/// A code that proves a domain, for whoever reads a mailbox there.
#[derive(Clone, Debug)]
pub struct MailedDomainCode {
    /// The admin who claims the domain.
    pub sender: UserId,
    /// The organization.
    pub tenant: TenantId,
    /// The organization's name.
    pub tenant_name: Quoted,
    /// The six digits.
    pub code: SecretString,
    /// The code's lifetime.
    pub minutes: i64,
}

impl MailedDomainCode {
    pub(super) fn sender(&self) -> Sender {
        Sender::Member { person: self.sender, organization: self.tenant }
    }
}

/// The reason why a domain is no longer proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DomainLoss {
    /// The DNS record is gone.
    Record,
    /// Nobody renewed the proof by a code.
    Lapsed,
    /// Another organization proved it by a DNS record.
    Displaced,
}

impl DomainLoss {
    fn what(self) -> &'static str {
        match self {
            Self::Record => {
                "The DNS record that proved the domain is gone, so people with an address there \
                 aren’t offered to join anymore. Publish the record again, then check it."
            }
            Self::Lapsed => {
                "The code that proved the domain wasn’t renewed in time, so people with an \
                 address there aren’t offered to join anymore. Prove the domain again, best by a \
                 DNS record, which doesn’t lapse."
            }
            Self::Displaced => {
                "Another organization has proven the domain by a DNS record, which counts for \
                 more than an emailed code. People with an address there aren’t offered to join \
                 yours anymore; your members stay. If the domain is yours, look at its DNS \
                 records."
            }
        }
    }
}

/// News about a request to join an organization.
#[derive(Clone, Debug)]
pub enum JoiningNotice {
    /// A person asks an organization's admins.
    Asked {
        /// The person's name or address.
        person: Quoted,
        /// The person's proven address.
        address: Quoted,
        /// The organization's name.
        tenant: Quoted,
        /// Path of the page that decides.
        path: String,
    },
    /// The person may join.
    Approved {
        /// The organization's name.
        tenant: Quoted,
        /// The role that the person got.
        role: Role,
        /// Path of the organization's first page.
        path: String,
    },
    /// A domain is no longer proven.
    DomainLost {
        /// The domain.
        domain: Quoted,
        /// Why.
        how: DomainLoss,
        /// Path of the page that proves it again.
        path: String,
    },
    /// The proof of a domain ends.
    DomainEnds {
        /// The domain.
        domain: Quoted,
        /// The time until which it offers something.
        until: DateTime<Utc>,
        /// Path of the page that proves it again.
        path: String,
    },
    /// The person may not join.
    Declined {
        /// The organization's name.
        tenant: Quoted,
        /// Path of the person's organizations.
        path: String,
    },
}

impl JoiningNotice {
    /// Returns the mail's subject, which is also its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "Someone asks to join your organization",
            Self::Approved { .. } => "Your request to join was approved",
            Self::Declined { .. } => "Your request to join was declined",
            Self::DomainLost { .. } => "A domain of your organization is no longer proven",
            Self::DomainEnds { .. } => "Prove a domain of your organization again",
        }
    }

    /// Returns what happened, in words of ours.
    pub fn what(&self) -> String {
        match self {
            Self::Asked { .. } => {
                String::from("Someone who may ask to join has done so. An admin decides.")
            }
            Self::Approved { role, .. } => format!(
                "An admin let you in as {role}. The organization is among yours from now on."
            ),
            Self::Declined { .. } => String::from(
                "An admin decided not to let you in. Nothing else has changed in your account.",
            ),
            Self::DomainLost { how, .. } => how.what().to_owned(),
            Self::DomainEnds { until, .. } => format!(
                "The code that proved the domain is good until {}: the member who entered it is \
                 gone, or a year is over. Prove the domain again by then, best by a DNS record, \
                 which doesn’t lapse. Otherwise people with an address there aren’t offered to \
                 join anymore.",
                until.format("%-d %B %Y, %H:%M UTC")
            ),
        }
    }

    /// Returns the names that others chose, each with what it is.
    pub fn names(&self) -> Vec<(&'static str, &Quoted)> {
        match self {
            Self::Asked { person, address, tenant, .. } => {
                vec![("Organization", tenant), ("Name", person), ("Address", address)]
            }
            Self::Approved { tenant, .. } | Self::Declined { tenant, .. } => {
                vec![("Organization", tenant)]
            }
            Self::DomainLost { domain, .. } | Self::DomainEnds { domain, .. } => {
                vec![("Domain", domain)]
            }
        }
    }

    /// Returns the path of the page that continues, and the label of its button.
    pub fn action(&self) -> (&str, &'static str) {
        match self {
            Self::Asked { path, .. } => (path, "See the requests"),
            Self::Approved { path, .. } => (path, "Open the organization"),
            Self::Declined { path, .. } => (path, "See your organizations"),
            Self::DomainLost { path, .. } | Self::DomainEnds { path, .. } => {
                (path, "See the domains")
            }
        }
    }
}
