//! The mails that members get about their organization.

use chrono::{DateTime, Utc};

use crate::mail::{Quoted, Sender};

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
    /// Returns the mail's subject, which is also its heading.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Deleted | Self::DeletedForOwners { .. } => "An organization was deleted",
            Self::Restored { .. } => "An organization was restored",
            Self::TransferOffered { .. } => "An organization is offered to you",
            Self::TransferCanceled => "An offer was canceled",
            Self::TransferDeclined { .. } => "Your offer was declined",
            Self::TransferAccepted { .. } => "Your organization was taken over",
        }
    }

    /// Returns what happened and what follows from it, in full sentences.
    pub fn what(&self) -> String {
        match self {
            Self::Deleted => "An owner deleted this organization. Nobody can open it anymore. An \
                 owner can restore it for 30 days; after that everything in it is erased."
                .to_owned(),
            Self::DeletedForOwners { until, .. } => format!(
                "An owner deleted this organization. Nobody can open it anymore. You and its \
                 other owners can restore it until {}; after that everything in it is erased.",
                until.format("%-d %B %Y, %H:%M UTC")
            ),
            Self::Restored { .. } => "An owner restored this organization. It’s open to its \
                 members again, with everything that was in it."
                .to_owned(),
            Self::TransferOffered { until, .. } => format!(
                "An owner wants to transfer this organization to you. If you accept until {}, \
                 you become an owner and they become an admin.",
                until.format("%-d %B %Y, %H:%M UTC")
            ),
            Self::TransferCanceled => "The offer to hand this organization over to you was \
                 canceled. Your role stays as it is."
                .to_owned(),
            Self::TransferDeclined { .. } => "The member declined to take this organization \
                 over. You’re still an owner."
                .to_owned(),
            Self::TransferAccepted { .. } => "The member accepted and is an owner now. You’re an \
                 admin."
                .to_owned(),
        }
    }

    /// Returns the other person, and what they are to the reader.
    pub fn person(&self) -> Option<(&'static str, &Quoted)> {
        match self {
            Self::TransferOffered { giver, .. } => Some(("Owner", giver)),
            Self::TransferDeclined { receiver } | Self::TransferAccepted { receiver } => {
                Some(("Member", receiver))
            }
            _ => None,
        }
    }

    /// Returns the page that the mail leads to, and the label of its button.
    pub fn action(&self) -> Option<(&str, &'static str)> {
        match self {
            Self::TransferOffered { offer, .. } => Some((offer, "See the offer")),
            Self::Deleted
            | Self::TransferCanceled
            | Self::TransferDeclined { .. }
            | Self::TransferAccepted { .. } => None,
            Self::DeletedForOwners { restoration, .. } => {
                Some((restoration, "Restore organization"))
            }
            Self::Restored { dashboard } => Some((dashboard, "Open the organization")),
        }
    }
}
