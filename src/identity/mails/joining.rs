//! News about requests to join an organization.

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
    /// The record that proved a domain is gone.
    DomainLost {
        /// The domain.
        domain: Quoted,
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
            Self::Asked { .. } => "Somebody asks to join your organization",
            Self::Approved { .. } => "Your request to join was approved",
            Self::Declined { .. } => "Your request to join was declined",
            Self::DomainLost { .. } => "A domain of your organization is no longer proven",
        }
    }

    /// Returns what happened, in words of ours.
    pub fn what(&self) -> String {
        match self {
            Self::Asked { .. } => {
                String::from("Somebody who may ask to join has done so. An admin decides.")
            }
            Self::Approved { role, .. } => format!(
                "An admin let you in as {role}. The organization is among yours from now on."
            ),
            Self::Declined { .. } => String::from(
                "An admin decided not to let you in. Nothing else has changed in your account.",
            ),
            Self::DomainLost { .. } => String::from(
                "The DNS record that proved the domain is gone, so people with an address there \
                 are not offered to join any more. Publish the record again, then check it.",
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
            Self::DomainLost { domain, .. } => vec![("Domain", domain)],
        }
    }

    /// Returns the path of the page that continues, and the label of its button.
    pub fn action(&self) -> (&str, &'static str) {
        match self {
            Self::Asked { path, .. } => (path, "See the requests"),
            Self::Approved { path, .. } => (path, "Open the organization"),
            Self::Declined { path, .. } => (path, "See your organizations"),
            Self::DomainLost { path, .. } => (path, "See the domains"),
        }
    }
}
