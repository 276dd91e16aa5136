//! News about requests to join an organization.

use chrono::{DateTime, Utc};

use crate::{
    ids::{TenantId, UserId},
    locale::Text,
    mail::{Quoted, Sender},
    secret::SecretString,
    text,
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
    fn what(self) -> Text {
        match self {
            Self::Record => text!("joining-lost-record"),
            Self::Lapsed => text!("joining-lost-lapsed"),
            Self::Displaced => text!("joining-lost-displaced"),
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
    /// Returns the key of the mail's subject, which is also its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Asked { .. } => "joining-asked",
            Self::Approved { .. } => "joining-approved",
            Self::Declined { .. } => "joining-declined",
            Self::DomainLost { .. } => "joining-domain-lost",
            Self::DomainEnds { .. } => "joining-domain-ends",
        }
    }

    /// Returns what happened, in words of ours.
    pub fn what(&self) -> Text {
        match self {
            Self::Asked { .. } => text!("joining-asked-what"),
            Self::Approved { role, .. } => text!("joining-approved-what", role = role.as_str()),
            Self::Declined { .. } => text!("joining-declined-what"),
            Self::DomainLost { how, .. } => how.what(),
            Self::DomainEnds { until, .. } => text!("joining-domain-ends-what", until = *until),
        }
    }

    /// Returns the names that others chose, each with what it is.
    pub fn names(&self) -> Vec<(Text, &Quoted)> {
        match self {
            Self::Asked { person, address, tenant, .. } => vec![
                (text!("mail-organization"), tenant),
                (text!("name"), person),
                (text!("mail-address"), address),
            ],
            Self::Approved { tenant, .. } | Self::Declined { tenant, .. } => {
                vec![(text!("mail-organization"), tenant)]
            }
            Self::DomainLost { domain, .. } | Self::DomainEnds { domain, .. } => {
                vec![(text!("access-domain"), domain)]
            }
        }
    }

    /// Returns the path of the page that continues, and the label of its button.
    pub fn action(&self) -> (&str, Text) {
        match self {
            Self::Asked { path, .. } => (path, text!("joining-see-requests")),
            Self::Approved { path, .. } => (path, text!("mail-open-organization")),
            Self::Declined { path, .. } => (path, text!("mail-see-organizations")),
            Self::DomainLost { path, .. } | Self::DomainEnds { path, .. } => {
                (path, text!("joining-see-domains"))
            }
        }
    }
}
