//! The roles to choose from.

use serde::Serialize;

use crate::types::Role;

/// A role to choose.
#[derive(Clone, Debug, Serialize)]
pub struct RoleChoice {
    /// The value that is sent: `"member"`.
    pub value: String,
    /// The label that is shown: `"Member"`.
    pub label: String,
    /// The role's permissions, or the reason why the reader may not give it.
    pub explanation: String,
    /// Whether the reader may give it.
    pub allowed: bool,
}

impl RoleChoice {
    /// Returns every role, as `own` may give it.
    pub fn all(own: Role) -> Vec<Self> {
        Role::ALL.map(|role| Self::new(role, own)).into()
    }

    fn new(role: Role, own: Role) -> Self {
        let allowed = own.may_grant(role);
        let explanation = match role {
            Role::Member => "Can see and add to-dos.",
            Role::Admin => "Can also invite and remove people.",
            Role::Owner if allowed => "Full control, including settings and deletion.",
            Role::Owner => {
                "Full control, including settings and deletion. Only owners can give \
                            this role."
            }
        };
        Self {
            value: role.to_string(),
            label: label(role).to_owned(),
            explanation: explanation.to_owned(),
            allowed,
        }
    }
}

fn label(role: Role) -> &'static str {
    match role {
        Role::Member => "Member",
        Role::Admin => "Admin",
        Role::Owner => "Owner",
    }
}

/// Returns the role with its article, for a sentence.
pub fn with_article(role: Role) -> &'static str {
    match role {
        Role::Member => "a member",
        Role::Admin => "an admin",
        Role::Owner => "an owner",
    }
}
