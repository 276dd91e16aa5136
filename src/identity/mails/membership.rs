//! The mails that tell people what a member of an organization did to their membership.

use crate::{
    ids::TenantId,
    mail::{Quoted, Sender},
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
    /// Returns the mail's subject, which is also its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::RoleChanged { .. } => "Your role in an organization was changed",
            Self::Removed => "You were removed from an organization",
            Self::Suspended => "Your access to an organization is suspended",
            Self::Reinstated => "Your access to an organization is back",
        }
    }

    /// Returns what it means for the person.
    pub fn what(self) -> String {
        match self {
            Self::RoleChanged { from, to } => {
                format!("You’re now {}; you were {} before.", titled(to), titled(from))
            }
            Self::Removed => String::from(
                "You can no longer open it. What you shared there stays with the organization; \
                 your private to-dos there were deleted.",
            ),
            Self::Suspended => String::from(
                "You can’t open it until one of its owners or admins reinstates you. Your to-dos \
                 there are kept.",
            ),
            Self::Reinstated => String::from("You can open it again, with the role you had."),
        }
    }
}

/// Returns the role with its article.
fn titled(role: Role) -> &'static str {
    match role {
        Role::Member => "a member",
        Role::Admin => "an admin",
        Role::Owner => "an owner",
    }
}
