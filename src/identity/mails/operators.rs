//! The mails about what whoever runs the installation has done.

use chrono::{DateTime, Utc};

use crate::{locale::Text, mail::Quoted, text};

/// News for the person, or for the owners of an organization.
#[derive(Clone, Debug)]
pub struct OperatorMail {
    /// The event.
    pub news: OperatorNews,
    /// The organization's name, if it's about one.
    pub organization: Option<Quoted>,
    /// The reason that the operator gave.
    pub reason: Quoted,
}

/// Something that an operator did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperatorNews {
    /// The account was suspended.
    AccountSuspended,
    /// Its suspension ended.
    AccountResumed,
    /// All sessions of the account were ended.
    SignedOut,
    /// The account has another address; goes to both.
    AddressChanged,
    /// The address of the account counts as proven.
    AddressConfirmed,
    /// The organization was suspended.
    OrganizationSuspended,
    /// Its suspension ended.
    OrganizationResumed,
    /// The organization was deleted, and can't be restored from this time on.
    OrganizationDeleted(DateTime<Utc>),
    /// The deletion was taken back.
    OrganizationRestored,
}

impl OperatorNews {
    /// Returns the key of the mail's subject, which is also its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::AccountSuspended => "operator-account-suspended",
            Self::AccountResumed => "operator-account-resumed",
            Self::SignedOut => "operator-signed-out",
            Self::AddressChanged => "operator-address-changed",
            Self::AddressConfirmed => "operator-address-confirmed",
            Self::OrganizationSuspended => "operator-organization-suspended",
            Self::OrganizationResumed => "operator-organization-resumed",
            Self::OrganizationDeleted(_) => "operator-organization-deleted",
            Self::OrganizationRestored => "operator-organization-restored",
        }
    }

    /// Returns what happened and what follows from it, in full sentences.
    pub fn what(self) -> Text {
        match self {
            Self::AccountSuspended => text!("operator-account-suspended-what"),
            Self::AccountResumed => text!("operator-account-resumed-what"),
            Self::SignedOut => text!("operator-signed-out-what"),
            Self::AddressChanged => text!("operator-address-changed-what"),
            Self::AddressConfirmed => text!("operator-address-confirmed-what"),
            Self::OrganizationSuspended => text!("operator-organization-suspended-what"),
            Self::OrganizationResumed => text!("operator-organization-resumed-what"),
            Self::OrganizationRestored => text!("operator-organization-restored-what"),
            Self::OrganizationDeleted(until) => {
                text!("operator-organization-deleted-what", until = until)
            }
        }
    }
}
