//! The mails that members get about their organization.

use chrono::{DateTime, Utc};

use crate::{
    locale::Text,
    mail::{Quoted, Sender},
    text,
};

/// News about an organization for one of its members.
#[derive(Clone, Debug)]
pub struct OrganizationMail {
    /// The organization's name.
    pub tenant_name: Quoted,
    /// The event.
    pub news: OrganizationNews,
    /// The party whose allowance it counts against.
    pub sender: Sender,
}

/// Something that happened to an organization.
#[derive(Clone, Debug)]
pub enum OrganizationNews {
    /// An owner deleted it; for the members who aren't owners.
    Deleted,
    /// An owner deleted it; for owners.
    DeletedForOwners {
        /// The time from which it can't be restored.
        until: DateTime<Utc>,
        /// Path of the page that restores it.
        restoration: String,
    },
    /// An owner restored it.
    Restored {
        /// Path of its first page.
        dashboard: String,
    },
    /// An owner offers it to the reader.
    TransferOffered {
        /// The owner.
        giver: Quoted,
        /// The time from which it can't be accepted.
        until: DateTime<Utc>,
        /// Path of the page that answers the offer.
        offer: String,
    },
    /// The offer to the reader was canceled.
    TransferCanceled,
    /// The member declined the reader's offer.
    TransferDeclined {
        /// The member.
        receiver: Quoted,
    },
    /// The member accepted the reader's offer.
    TransferAccepted {
        /// The member.
        receiver: Quoted,
    },
}

impl OrganizationNews {
    /// Returns the key of the mail's subject, which is also its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Deleted | Self::DeletedForOwners { .. } => "organization-deleted",
            Self::Restored { .. } => "organization-restored",
            Self::TransferOffered { .. } => "organization-offered",
            Self::TransferCanceled => "organization-offer-canceled",
            Self::TransferDeclined { .. } => "organization-offer-declined",
            Self::TransferAccepted { .. } => "organization-offer-accepted",
        }
    }

    /// Returns what happened and what follows from it, in full sentences.
    pub fn what(&self) -> Text {
        match self {
            Self::Deleted => text!("organization-deleted-what"),
            Self::DeletedForOwners { until, .. } => {
                text!("organization-deleted-owners", until = *until)
            }
            Self::Restored { .. } => text!("organization-restored-what"),
            Self::TransferOffered { until, .. } => {
                text!("organization-offered-what", until = *until)
            }
            Self::TransferCanceled => text!("organization-offer-canceled-what"),
            Self::TransferDeclined { .. } => text!("organization-offer-declined-what"),
            Self::TransferAccepted { .. } => text!("organization-offer-accepted-what"),
        }
    }

    /// Returns the other person, and what they are to the reader.
    pub fn person(&self) -> Option<(Text, &Quoted)> {
        match self {
            Self::TransferOffered { giver, .. } => Some((text!("members-role-owner"), giver)),
            Self::TransferDeclined { receiver } | Self::TransferAccepted { receiver } => {
                Some((text!("members-role-member"), receiver))
            }
            _ => None,
        }
    }

    /// Returns the page that the mail leads to, and the label of its button.
    pub fn action(&self) -> Option<(&str, Text)> {
        match self {
            Self::TransferOffered { offer, .. } => Some((offer, text!("organization-see-offer"))),
            Self::Deleted
            | Self::TransferCanceled
            | Self::TransferDeclined { .. }
            | Self::TransferAccepted { .. } => None,
            Self::DeletedForOwners { restoration, .. } => {
                Some((restoration, text!("account-restore-organization")))
            }
            Self::Restored { dashboard } => Some((dashboard, text!("mail-open-organization"))),
        }
    }
}
