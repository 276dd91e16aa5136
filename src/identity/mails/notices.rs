//! The notices that people get by mail about their own account, in either mode.

use std::net::IpAddr;

use chrono::{DateTime, Utc};

use crate::{
    audit::device,
    locale::{Text, TextValue},
    secret::{ExposeSecret as _, SecretString},
    text,
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
    /// Returns the key of the mail's subject, which is also its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::PasswordChanged => "news-password-changed",
            Self::PasswordReset | Self::PasswordResetHere => "news-password-reset",
            Self::EmailChangeAsked(_) => "news-email-asked",
            Self::EmailChanged { .. } => "news-email-changed",
            Self::EmailChangeUndone { .. } => "news-email-undone",
            Self::AddressTakenBack => "news-address-removed",
            Self::AddressWanted => "news-address-wanted",
            Self::MethodLinked(_) => "news-method-linked",
            Self::MethodUnlinked(_) => "news-method-unlinked",
            Self::DeletionAsked(_) => "account-closing",
            Self::DeletionCanceled => "news-deletion-canceled",
            Self::CodesRefused => "news-codes-refused",
            Self::NewDevice => "news-new-device",
        }
    }

    /// Returns what happened, in a sentence or two.
    pub fn what(&self) -> Text {
        match self {
            Self::PasswordChanged => text!("news-password-changed-what"),
            Self::PasswordReset => text!("news-password-reset-what"),
            Self::PasswordResetHere => text!("news-password-reset-here"),
            Self::EmailChangeAsked(to) => text!("news-email-asked-what", email = to),
            Self::EmailChanged { to, undo: Some(_) } => {
                text!("news-email-changed-what", email = to)
            }
            Self::EmailChanged { to, undo: None } => text!("news-email-back-what", email = to),
            Self::EmailChangeUndone { account_stays: false } => text!("news-email-undone-what"),
            Self::EmailChangeUndone { account_stays: true } => text!("news-email-undone-stays"),
            Self::AddressTakenBack => text!("news-address-removed-what"),
            Self::AddressWanted => text!("news-address-wanted-what"),
            Self::MethodLinked(name) => text!("news-method-linked-what", name = name),
            Self::MethodUnlinked(name) => text!("news-method-unlinked-what", name = name),
            Self::DeletionAsked(due) => {
                text!("news-deletion-asked-what", day = TextValue::day(*due))
            }
            Self::DeletionCanceled => text!("news-deletion-canceled-what"),
            Self::CodesRefused => text!("news-codes-refused-what"),
            Self::NewDevice => text!("news-new-device-what"),
        }
    }

    /// Returns what to do if it was another person.
    pub fn advice(&self) -> Text {
        match self {
            Self::EmailChanged { undo: Some(_), .. } => text!("news-advice-undo"),
            Self::EmailChangeUndone { .. } => text!("news-advice-undone"),
            Self::PasswordResetHere => text!("news-advice-reset-here"),
            Self::AddressTakenBack | Self::EmailChanged { undo: None, .. } => {
                text!("news-advice-mailbox")
            }
            Self::AddressWanted => text!("news-advice-nothing"),
            Self::CodesRefused => text!("news-advice-codes"),
            Self::DeletionAsked(_) => text!("news-advice-deletion"),
            _ => text!("news-advice"),
        }
    }

    /// Returns the page that helps, and the label of its button.
    pub fn action(&self) -> (&str, Text) {
        match self {
            Self::EmailChanged { undo: Some(undo), .. } => {
                (undo.expose_secret(), text!("news-undo"))
            }
            Self::DeletionAsked(_)
            | Self::AddressTakenBack
            | Self::EmailChanged { undo: None, .. } => ("/auth/login", text!("sign-in")),
            Self::AddressWanted | Self::CodesRefused | Self::DeletionCanceled => {
                ("/account/activity", text!("news-see-activity"))
            }
            _ => ("/auth/forgot-password", text!("auth-set-new")),
        }
    }
}
