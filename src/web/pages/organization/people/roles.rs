//! The roles to choose from.

use serde::Serialize;

use crate::{text, types::Role};

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
            Role::Member => text!("role-member-may"),
            Role::Admin => text!("role-admin-may"),
            Role::Owner if allowed => text!("role-owner-may"),
            Role::Owner => text!("role-owner-by-owners"),
        };
        Self {
            value: role.to_string(),
            label: text!("role-name", role = role.as_str()).into(),
            explanation: explanation.into(),
            allowed,
        }
    }
}
