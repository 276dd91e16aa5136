//! The mails that tell people what a member of an organization did to their membership.

use crate::{
    ids::TenantId,
    locale::Text,
    mail::{Quoted, Sender},
    text,
    types::Role,
};

/// A change to the recipient's membership and the names that explain it.
#[derive(Clone, Debug)]
pub struct MailedMembership {
    /// The change.
    pub news: MembershipNews,
    /// The organization.
    pub tenant: TenantId,
    /// The organization's name.
    pub tenant_name: Quoted,
    /// The name or address of the member who made the change.
    pub by: Quoted,
}

/// A change to a membership.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MembershipNews {
    /// The member has another role.
    RoleChanged {
        /// The previous role.
        from: Role,
        /// The new role.
        to: Role,
    },
    /// The person is no longer a member.
    Removed,
    /// The member can't open the organization for a while.
    Suspended,
    /// The member can open the organization again.
    Reinstated,
}

impl MailedMembership {
    pub(super) fn sender(&self) -> Sender {
        Sender::Organization { organization: self.tenant, about: self.news.title() }
    }
}

impl MembershipNews {
    /// Returns the key of the mail's subject, which is also its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::RoleChanged { .. } => "membership-role",
            Self::Removed => "membership-removed",
            Self::Suspended => "membership-suspended",
            Self::Reinstated => "membership-reinstated",
        }
    }

    /// Returns what it means for the person.
    pub fn what(self) -> Text {
        match self {
            Self::RoleChanged { from, to } => {
                text!("membership-role-what", to = to.as_str(), from = from.as_str())
            }
            Self::Removed => text!("membership-removed-what"),
            Self::Suspended => text!("membership-suspended-what"),
            Self::Reinstated => text!("membership-reinstated-what"),
        }
    }
}
