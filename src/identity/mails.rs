//! The mails that the provider sends; the caller's templates decide what they look like.

use std::sync::Arc;

use super::{
    client::mail_links::LinkKind,
    notices::{AccountNotice, EventContext},
    types::OtpCode,
};
use crate::{
    mail::Mail,
    secret::{ExposeSecret as _, SecretString},
    types::EmailAddress,
};

/// A mail to be written.
#[derive(Clone, Debug)]
pub enum MailKind {
    /// A code that proves the mailbox or signs in.
    VerificationCode {
        /// The mailbox that the code proves.
        to: EmailAddress,
        /// The six digits.
        code: OtpCode,
        /// Lifetime of the code in minutes.
        minutes: i64,
    },
    /// A person signed up with an address that has an account.
    AccountExists {
        /// The account's owner.
        to: EmailAddress,
    },
    /// A code that allows setting a new password.
    ResetCode {
        /// The account's mailbox.
        to: EmailAddress,
        /// The six digits.
        code: OtpCode,
        /// Lifetime of the code in minutes.
        minutes: i64,
        /// A link that does the same without typing the code.
        link: Option<SecretString>,
        /// Lifetime of the link in minutes.
        link_minutes: i64,
    },
    /// A link that opens a page with a button.
    Link {
        /// The button's action.
        kind: LinkKind,
        /// The recipient's mailbox.
        to: EmailAddress,
        /// The whole URL.
        link: SecretString,
        /// Lifetime of the link in minutes.
        minutes: i64,
    },
    /// A code that proves a new mailbox.
    NewAddressCode {
        /// The new address.
        to: EmailAddress,
        /// The six digits.
        code: OtpCode,
        /// Lifetime of the code in minutes.
        minutes: i64,
    },
    /// A notice of something that happened to an account.
    Notice {
        /// The account's address before the event.
        to: EmailAddress,
        /// The event.
        notice: AccountNotice,
        /// The place and time of the event.
        circumstances: EventContext,
    },
}

/// Renders mails.
pub type MailWriter = Arc<dyn Fn(MailKind) -> Mail + Send + Sync>;

/// Renders the mails in plain words, for callers without templates.
pub fn plain(kind: MailKind) -> Mail {
    let (to, subject, text) = match kind {
        MailKind::VerificationCode { to, code, minutes } => {
            let code = code.expose();
            let text = format!("Your code is {code}. It works once, for {minutes} minutes.");
            (to, "Your code", text)
        }
        MailKind::AccountExists { to } => {
            let text = "Somebody signed up with your address. You have an account already: \
                        sign in, or reset your password. If it was not you, do nothing.";
            (to, "You have an account already", text.to_owned())
        }
        MailKind::ResetCode { to, code, minutes, link, link_minutes } => {
            let code = code.expose();
            let or = |link: SecretString| {
                format!(" Or open {} within {link_minutes} minutes.", link.expose_secret())
            };
            let text = format!(
                "Your code for a new password is {code}. It works once, for {minutes} minutes. \
                 If you did not ask for it, do nothing.{}",
                link.map(or).unwrap_or_default()
            );
            (to, "Choose a new password", text)
        }
        MailKind::NewAddressCode { to, code, minutes } => {
            let code = code.expose();
            let text = format!(
                "Your code for this new address is {code}. It works once, for {minutes} minutes. \
                 If you did not ask for it, do nothing."
            );
            (to, "Prove your new address", text)
        }
        MailKind::Notice { to, notice, .. } => {
            let text = format!("{} {} {}", notice.what(), notice.advice(), notice.action().0);
            (to, notice.title(), text)
        }
        MailKind::Link { kind, to, link, minutes } => {
            let subject = match kind {
                LinkKind::ProveMailbox => "Confirm your address",
                LinkKind::ResetPassword => "Choose a new password",
                LinkKind::SignIn => "Your link to sign in",
            };
            let link = link.expose_secret();
            let text = format!(
                "{subject}: {link} It works once, for {minutes} minutes. \
                 If you did not ask for it, do nothing."
            );
            (to, subject, text)
        }
    };
    Mail {
        recipient: to.to_string(),
        subject,
        body_html: format!("<p>{text}</p>"),
        body_text: text,
    }
}
