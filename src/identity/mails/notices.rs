//! The notices that people get by mail about their own account, in either mode.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::{
    audit::device,
    secret::{ExposeSecret as _, SecretString},
    types::ClientInfo,
};

/// Something that happened to an account.
#[derive(Clone, Debug)]
pub enum AccountNotice {
    /// A new password replaced the old one.
    PasswordChanged,
    /// A new password was set by a code; every session has ended.
    PasswordReset,
    /// The same, but the hosted provider may have kept its sessions.
    PasswordResetHere,
    /// A code was sent to a new address, masked here.
    EmailChangeAsked(String),
    /// A new address took effect.
    EmailChanged {
        /// The new address, masked.
        to: String,
        /// Path of the page that undoes the change, with its one-time token; none if the change
        /// itself went back to a previous address.
        undo: Option<SecretString>,
    },
    /// The previous address took effect again.
    EmailChangeUndone {
        /// A deletion requested since then was canceled.
        account_stays: bool,
    },
    /// The same, for the address that was active in between.
    AddressTakenBack,
    /// Another person wants this address for their account.
    AddressWanted,
    /// A sign-in method was added; its name.
    MethodLinked(String),
    /// A sign-in method was removed; its name.
    MethodUnlinked(String),
    /// The account will be deleted at this time.
    DeletionAsked(DateTime<Utc>),
    /// The deletion was canceled.
    DeletionCanceled,
    /// Too many wrong codes were tried; no more are accepted for a while.
    CodesRefused,
    /// A sign-in with a device that wasn't seen before.
    NewDevice,
}

/// The place and time of an event.
#[derive(Clone, Debug)]
pub struct EventContext {
    /// Description of the device, such as `Firefox on Linux`.
    pub device: String,
    /// The client's IP address.
    pub ip: Option<IpAddr>,
    /// Time of the event.
    pub at: DateTime<Utc>,
}

impl EventContext {
    /// Returns the circumstances of what `client` did at `at`.
    pub fn of(client: &ClientInfo, at: DateTime<Utc>) -> Self {
        Self { device: device::describe(&client.user_agent), ip: client.ip, at }
    }
}

impl AccountNotice {
    /// Returns the mail's subject, which is also its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::PasswordChanged => "Your password was changed",
            Self::PasswordReset | Self::PasswordResetHere => "You have a new password",
            Self::EmailChangeAsked(_) => "Your email address is about to change",
            Self::EmailChanged { .. } => "Your email address was changed",
            Self::EmailChangeUndone { .. } => "Your email address was changed back",
            Self::AddressTakenBack => "Your address was removed from an account",
            Self::AddressWanted => "Your address was entered for another account",
            Self::MethodLinked(_) => "A way to sign in was added",
            Self::MethodUnlinked(_) => "A way to sign in was removed",
            Self::DeletionAsked(_) => "Your account will be deleted",
            Self::DeletionCanceled => "Deletion canceled",
            Self::CodesRefused => "Many wrong codes were tried on your account",
            Self::NewDevice => "New sign-in to your account",
        }
    }

    /// Returns what happened, in a sentence or two.
    pub fn what(&self) -> String {
        let text = match self {
            Self::PasswordChanged => "The password of your account was changed.",
            Self::PasswordReset => {
                "A new password was set with a code that we emailed to you. All sessions were \
                 ended."
            }
            Self::PasswordResetHere => {
                "A new password was set with a code that we emailed to you. All sessions of this \
                 site were ended; those of its sign-in service may go on."
            }
            Self::EmailChangeAsked(to) => {
                return format!(
                    "Someone who is signed in to your account wants to use {to} instead of this \
                     address. Nothing is changed until that mailbox is proven."
                );
            }
            Self::EmailChanged { to, undo: Some(_) } => {
                return format!("You now sign in with {to} instead of this address.");
            }
            Self::EmailChanged { to, undo: None } => {
                return format!(
                    "The account has its former address {to} again. This address no longer signs \
                     in to it."
                );
            }
            Self::EmailChangeUndone { account_stays } => return undone(*account_stays),
            Self::AddressTakenBack => {
                "The change to this address was undone with the link that we had sent to the \
                 former one. This address no longer signs in to the account, and neither do its \
                 password and linked sites. All its sessions were ended."
            }
            Self::AddressWanted => {
                "Someone entered your address as the new one of another account. It belongs to \
                 yours already, so nothing was changed."
            }
            Self::MethodLinked(name) => return format!("You can now sign in with {name}."),
            Self::MethodUnlinked(name) => return format!("{name} no longer signs you in."),
            Self::DeletionAsked(due) => {
                return format!(
                    "Your account was closed and you were signed out everywhere. It’s deleted on \
                     {}, with everything that is yours alone. Until then signing in offers to \
                     keep it.",
                    due.format("%-d %B %Y")
                );
            }
            Self::DeletionCanceled => "Your account won’t be deleted.",
            Self::CodesRefused => {
                "Someone entered wrong one-time codes for your account again and again, without \
                 guessing one. No more codes are taken there for a while."
            }
            Self::NewDevice => {
                "Someone signed in to your account with a device that we haven’t seen before."
            }
        };
        text.to_owned()
    }

    /// Returns what to do if it was another person.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::EmailChanged { undo: Some(_), .. } => {
                "If this wasn’t you, undo it: you get this address back and everyone is signed \
                 out. The password and linked sites end too, and we email you a link to set a \
                 new password. The link to undo works for seven days."
            }
            Self::EmailChangeUndone { .. } => {
                "Set a new password now, with the link that we emailed as well or with a code. \
                 Then link the sites again that you sign in with."
            }
            Self::PasswordResetHere => {
                "If someone else may be signed in there, set another new password in a while: \
                 that ends those sessions too."
            }
            Self::AddressTakenBack | Self::EmailChanged { undo: None, .. } => {
                "If the account is yours and it wasn’t you, someone else reads your former \
                 mailbox: write to the operator of this site."
            }
            Self::AddressWanted => "You don’t need to do anything.",
            Self::CodesRefused => {
                "You don’t need to do anything. Browsers that you have signed in with before \
                 still take your codes; everywhere else your password or a link by email signs \
                 you in."
            }
            Self::DeletionAsked(_) => {
                "If this wasn’t you, sign in, keep it and set a new \
                                       password."
            }
            _ => "If this wasn’t you, set a new password: it signs out all other devices.",
        }
    }

    /// Returns the page that helps, and the label of its button.
    pub fn action(&self) -> (&str, &'static str) {
        match self {
            Self::EmailChanged { undo: Some(undo), .. } => {
                (undo.expose_secret(), "Undo the change")
            }
            Self::DeletionAsked(_)
            | Self::AddressTakenBack
            | Self::EmailChanged { undo: None, .. } => ("/auth/login", "Sign in"),
            Self::AddressWanted | Self::CodesRefused | Self::DeletionCanceled => {
                ("/account/activity", "See recent activity")
            }
            _ => ("/auth/forgot-password", "Set a new password"),
        }
    }
}

fn undone(account_stays: bool) -> String {
    let undone = "The change of your email address was undone with the link that we had sent to \
         the former address. All sessions were ended. The password and the linked sites no \
         longer sign anyone in, since someone else may have added them.";
    let stays = " The deletion of the account that was asked for since the change is canceled: \
                  your account stays.";
    format!("{undone}{}", if account_stays { stays } else { "" })
}
