//! What people are told by mail about their own account, in either mode.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::{audit::device, types::ClientInfo};

/// Something that happened to an account.
#[derive(Clone, Debug)]
pub enum Notice {
    /// A new password in place of the old one.
    PasswordChanged,
    /// A new password by a code; every session is over.
    PasswordReset,
    /// The same, where the provider elsewhere may have kept its sessions.
    PasswordResetHere,
    /// A code is on its way to a new address, here masked.
    EmailChangeAsked(String),
    /// A new address is in force; the path of the page that undoes it.
    EmailChanged {
        /// Masked.
        to: String,
        /// With its one-time token.
        undo: String,
    },
    /// The address before is in force again.
    EmailChangeUndone,
    /// The same, for the address that was in force meanwhile.
    AddressTakenBack,
    /// Somebody else wants this address for their account.
    AddressWanted,
    /// A way to sign in was added.
    MethodLinked(String),
    /// A way to sign in was taken away.
    MethodUnlinked(String),
    /// The account will be deleted.
    DeletionAsked(DateTime<Utc>),
    /// It will not.
    DeletionCanceled,
    /// Wrong codes without end; no more are taken for a while.
    CodesRefused,
    /// A sign-in with a device that was never seen.
    NewDevice,
}

/// Where and when it was done.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Such as `Firefox on Linux`.
    pub device: String,
    /// The client's address.
    pub ip: Option<IpAddr>,
    /// When.
    pub at: DateTime<Utc>,
}

impl Circumstances {
    /// As `client` did it.
    pub fn of(client: &ClientInfo, at: DateTime<Utc>) -> Self {
        Self { device: device::describe(&client.user_agent), ip: client.ip, at }
    }
}

impl Notice {
    /// The subject, and the mail's heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::PasswordChanged => "Your password was changed",
            Self::PasswordReset | Self::PasswordResetHere => "You have a new password",
            Self::EmailChangeAsked(_) => "Your e-mail address is about to change",
            Self::EmailChanged { .. } => "Your e-mail address was changed",
            Self::EmailChangeUndone => "Your e-mail address was changed back",
            Self::AddressTakenBack => "Your address was removed from an account",
            Self::AddressWanted => "Your address was entered for another account",
            Self::MethodLinked(_) => "A way to sign in was added",
            Self::MethodUnlinked(_) => "A way to sign in was removed",
            Self::DeletionAsked(_) => "Your account will be deleted",
            Self::DeletionCanceled => "Your account stays",
            Self::CodesRefused => "Many wrong codes were tried on your account",
            Self::NewDevice => "New sign-in to your account",
        }
    }

    /// What happened, in a sentence or two.
    pub fn what(&self) -> String {
        let text = match self {
            Self::PasswordChanged => "The password of your account was changed.",
            Self::PasswordReset => {
                "A new password was set with a code that we mailed to you. All sessions were ended."
            }
            Self::PasswordResetHere => {
                "A new password was set with a code that we mailed to you. All sessions of this \
                 site were ended; those of its sign-in service may go on."
            }
            Self::EmailChangeAsked(to) => {
                return format!(
                    "Somebody who is signed in to your account wants to use {to} instead of this \
                     address. Nothing is changed until that mailbox is proven."
                );
            }
            Self::EmailChanged { to, .. } => {
                return format!("You now sign in with {to} instead of this address.");
            }
            Self::EmailChangeUndone => {
                "The change of your e-mail address was undone with the link that we had sent to \
                 the former address. All sessions were ended. The password and the linked sites \
                 no longer sign anybody in, since somebody else may have added them."
            }
            Self::AddressTakenBack => {
                "The change to this address was undone with the link that we had sent to the \
                 former one. This address no longer signs in to the account, and neither do its \
                 password and linked sites. All its sessions were ended."
            }
            Self::AddressWanted => {
                "Somebody entered your address as the new one of another account. It belongs to \
                 yours already, so nothing was changed."
            }
            Self::MethodLinked(name) => return format!("You can now sign in with {name}."),
            Self::MethodUnlinked(name) => return format!("{name} no longer signs you in."),
            Self::DeletionAsked(due) => {
                return format!(
                    "Your account was closed and you were signed out everywhere. It is deleted on \
                     {}, with everything that is yours alone. Until then signing in offers to \
                     keep it.",
                    due.format("%-d %B %Y")
                );
            }
            Self::DeletionCanceled => "Your account is no longer going to be deleted.",
            Self::CodesRefused => {
                "Somebody entered wrong one-time codes for your account again and again, without \
                 guessing one. No more codes are taken there for a while."
            }
            Self::NewDevice => {
                "Somebody signed in to your account with a device that we have not seen before."
            }
        };
        text.to_owned()
    }

    /// What to do when it was somebody else.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::EmailChanged { .. } => {
                "If it was not you, undo it: you get this address back and everybody is signed \
                 out. The password and linked sites end too, and we mail you a link to set a new \
                 password. The link to undo works for seven days."
            }
            Self::EmailChangeUndone => {
                "Set a new password now, with the link that we mailed as well or with a code. \
                 Then link the sites again that you sign in with."
            }
            Self::PasswordResetHere => {
                "If somebody else may be signed in there, set another new password in a while: \
                 that ends those sessions too."
            }
            Self::AddressTakenBack => {
                "If the account is yours and it was not you, somebody else reads your former \
                 mailbox: write to whoever runs this site."
            }
            Self::AddressWanted => "You need not do anything.",
            Self::CodesRefused => {
                "You need not do anything. Browsers that you have signed in with before still \
                 take your codes; everywhere else your password or a link by mail signs you in."
            }
            Self::DeletionAsked(_) => "If it was not you, sign in, keep it and set a new password.",
            _ => "If it was not you, set a new password: it signs everybody else out.",
        }
    }

    /// The page that helps, and what its button says.
    pub fn action(&self) -> (&str, &'static str) {
        match self {
            Self::EmailChanged { undo, .. } => (undo, "Undo the change"),
            Self::DeletionAsked(_) | Self::AddressTakenBack => ("/auth/login", "Sign in"),
            Self::AddressWanted | Self::CodesRefused | Self::DeletionCanceled => {
                ("/account/activity", "See recent activity")
            }
            _ => ("/auth/forgot-password", "Set a new password"),
        }
    }
}
