//! Everything that is mailed, with what identifies each mail: its templates, its subject, and
//! the party whose allowance it counts against. [`MailWriter`] renders them.

pub mod joining;
pub mod membership;
pub mod notices;
pub mod operators;
pub mod organizations;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use self::joining::MailedDomainCode;
use self::{
    joining::JoiningNotice,
    membership::MailedMembership,
    notices::{AccountNotice, EventContext},
    operators::OperatorMail,
    organizations::OrganizationMail,
};
use super::types::OtpCode;
use crate::{
    ids::{TenantId, UserId},
    locale::{self, Language},
    mail::{Mail, Quoted, Sender},
    secret::SecretString,
    types::Role,
};

/// The purpose of a link in a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkKind {
    /// Proves the mailbox.
    ProveMailbox,
    /// Allows setting a new password.
    ResetPassword,
    /// Signs in.
    SignIn,
}

/// A mail to be written.
#[derive(Clone, Debug)]
pub enum MailKind {
    /// A code that proves the mailbox or signs in.
    VerificationCode(MailedCode),
    /// The same for a person who didn't ask for it but tried to sign in without proof.
    UnaskedCode(MailedCode),
    /// A code that proves a new mailbox.
    NewAddressCode(MailedCode),
    /// A code that allows setting a new password, and a link that needs no code.
    ResetCode(MailedCode, Option<MailedLink>),
    /// A link that allows setting a new password.
    ResetLink(MailedLink),
    /// A link that proves the mailbox.
    VerificationLink(MailedLink),
    /// A link that signs in.
    MagicLink(MailedLink),
    /// A person signed up with an address that has an account.
    AccountExists,
    /// Something happened to an account.
    Notice(AccountNotice, EventContext),
    /// An invitation to an organization.
    Invitation(MailedInvitation),
    /// Something happened to an organization.
    Organization(OrganizationMail),
    /// A member of an organization changed somebody's membership.
    Membership(MailedMembership),
    /// News about a request to join an organization.
    Joining(JoiningNotice),
    /// A code that proves a domain.
    DomainCode(MailedDomainCode),
    /// The answer to an invitation, for the inviter.
    InvitationAnswered(MailedAnswer),
    /// An act of whoever runs the installation.
    Operator(OperatorMail),
}

/// A one-time code.
#[derive(Clone, Debug)]
pub struct MailedCode {
    /// The six digits.
    pub code: OtpCode,
    /// The code's lifetime.
    pub minutes: i64,
}

/// A link that opens a page with a button.
#[derive(Clone, Debug)]
pub struct MailedLink {
    /// The absolute URL.
    pub link: SecretString,
    /// The link's lifetime.
    pub minutes: i64,
}

/// An invitation and the names that introduce it.
#[derive(Clone, Debug)]
pub struct MailedInvitation {
    /// The member who invites.
    pub inviter: UserId,
    /// Their name, if they have one.
    pub inviter_name: Option<Quoted>,
    /// Their address, if they have proven it.
    pub inviter_address: Option<Quoted>,
    /// The organization.
    pub tenant: TenantId,
    /// The organization's name.
    pub tenant_name: Quoted,
    /// The organization's color, as mails write it.
    pub accent: &'static str,
    /// The role that the invited person gets.
    pub role: Role,
    /// The time at which the invitation expires.
    pub expires_at: DateTime<Utc>,
    /// Path of the page that answers the invitation.
    pub path: SecretString,
}

/// The answer to an invitation.
#[derive(Clone, Debug)]
pub struct MailedAnswer {
    /// The organization's name.
    pub tenant_name: Quoted,
    /// The address that was invited.
    pub invited: Quoted,
    /// Whether the person has joined; they declined otherwise.
    pub has_joined: bool,
    /// The page that lists the organization's members or invitations.
    pub path: String,
}

/// The parts that identify a mail.
#[derive(Clone, Copy, Debug)]
pub struct MailHead {
    /// The pair of templates under `templates/mail`.
    pub template: &'static str,
    /// The key of the subject.
    pub subject: &'static str,
    /// The party that causes the mail.
    pub sender: Sender,
}

impl MailKind {
    /// Returns what identifies the mail.
    pub fn head(&self) -> MailHead {
        let (template, subject, sender) = match self {
            Self::VerificationCode(_) => ("verification_code", "mail-verification", Sender::Caller),
            Self::UnaskedCode(_) => ("verification_code", "mail-verification", Sender::Passerby),
            Self::NewAddressCode(_) => {
                ("new_address_code", "mail-new-address-subject", Sender::Caller)
            }
            Self::ResetCode(..) => ("reset_code", "mail-reset-subject", Sender::Caller),
            Self::ResetLink(_) => ("reset_link", "mail-reset-subject", Sender::Caller),
            Self::VerificationLink(_) => {
                ("verification_link", "mail-confirm-subject", Sender::Caller)
            }
            Self::MagicLink(_) => ("magic_link", "mail-magic-link", Sender::Caller),
            Self::AccountExists => {
                ("account_exists", "mail-account-exists-subject", Sender::Caller)
            }
            Self::Notice(notice, _) => {
                ("account_notice", notice.title(), Sender::News(notice.title()))
            }
            Self::DomainCode(code) => ("domain_code", "mail-domain-code", code.sender()),
            Self::Joining(notice) => {
                ("joining_notice", notice.title(), Sender::News(notice.title()))
            }
            Self::Invitation(invitation) => {
                ("invitation", "mail-invitation-subject", invitation.sender())
            }
            Self::Organization(mail) => ("organization_news", mail.news.title(), mail.sender),
            Self::Membership(changed) => ("membership", changed.news.title(), changed.sender()),
            Self::Operator(mail) => {
                ("operator_news", mail.news.title(), Sender::News(mail.news.title()))
            }
            Self::InvitationAnswered(answer) => {
                ("invitation_answered", answer.subject(), Sender::News(answer.subject()))
            }
        };
        MailHead { template, subject, sender }
    }

    /// Returns the language for a recipient who has chosen none: that of the request, if it's
    /// the recipient's own.
    pub fn language(&self) -> Language {
        match self {
            Self::VerificationCode(_)
            | Self::UnaskedCode(_)
            | Self::NewAddressCode(_)
            | Self::ResetCode(..)
            | Self::ResetLink(_)
            | Self::VerificationLink(_)
            | Self::MagicLink(_)
            | Self::AccountExists
            | Self::Notice(..) => locale::of_person(),
            Self::Invitation(_)
            | Self::Organization(_)
            | Self::Membership(_)
            | Self::Joining(_)
            | Self::DomainCode(_)
            | Self::InvitationAnswered(_)
            | Self::Operator(_) => Language::default(),
        }
    }
}

impl MailedInvitation {
    fn sender(&self) -> Sender {
        Sender::Member { person: self.inviter, organization: self.tenant }
    }
}

impl MailedAnswer {
    fn subject(&self) -> &'static str {
        if self.has_joined { "mail-answer-accepted" } else { "mail-answer-declined" }
    }
}

/// Renders mails.
pub trait WriteMail: Send + Sync {
    /// Renders the mail to `recipient`.
    fn write(&self, recipient: &str, kind: &MailKind) -> Result<Mail, Unwritten>;
}

/// Renders mails for a provider, which has no templates.
pub type MailWriter = Arc<dyn WriteMail>;

/// A mail's template has a mistake; the log says which.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("an email couldn’t be written")]
pub struct Unwritten;
