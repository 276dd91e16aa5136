//! The mails about what whoever runs the installation has done.

use chrono::{DateTime, Utc};

use crate::mail::Quoted;

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
}

impl OperatorNews {
    /// Returns the mail's subject, which is also its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::AccountSuspended => "Your account is suspended",
            Self::AccountResumed => "Your account is open again",
            Self::SignedOut => "You were signed out everywhere",
            Self::AddressChanged => "The address of an account was changed",
            Self::AddressConfirmed => "Your address was confirmed",
            Self::OrganizationSuspended => "An organization was suspended",
            Self::OrganizationResumed => "An organization is open again",
            Self::OrganizationDeleted(_) => "An organization was deleted by the operator",
        }
    }

    /// Returns what happened and what follows from it, in full sentences.
    pub fn what(self) -> String {
        let text = match self {
            Self::AccountSuspended => {
                "The operator of this service suspended your account. All of your sessions were \
                 ended, and you can’t sign in. Nothing of yours was deleted."
            }
            Self::AccountResumed => {
                "The operator of this service ended the suspension of your account. You can sign \
                 in again."
            }
            Self::SignedOut => {
                "The operator of this service ended all of your sessions. You can sign in again."
            }
            Self::AddressChanged => {
                "The operator of this service changed the address with which an account signs in, \
                 from one of yours or to one of yours. All of its sessions were ended."
            }
            Self::AddressConfirmed => {
                "The operator of this service confirmed that this address is yours. You can sign \
                 in with it."
            }
            Self::OrganizationSuspended => {
                "The operator of this service suspended this organization. Nobody can open it. \
                 Nothing in it was deleted."
            }
            Self::OrganizationResumed => {
                "The operator of this service ended the suspension of this organization. Its \
                 members can open it again."
            }
            Self::OrganizationDeleted(until) => {
                return format!(
                    "The operator of this service deleted this organization. Its owners can \
                     restore it until {}; after that everything in it is erased.",
                    until.format("%-d %B %Y, %H:%M UTC")
                );
            }
        };
        text.to_owned()
    }
}
