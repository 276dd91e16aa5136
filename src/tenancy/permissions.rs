//! The permissions in an organization, and the roles that have them.

use serde::Serialize;

use crate::{locale::Text, text, types::Role};

/// Something that not every member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// Invite people and cancel invitations.
    InviteMembers,
    /// Change roles and remove members, up to one's own role.
    ManageMembers,
    /// Read the organization's history.
    ReadAudit,
    /// Change the organization's name and address.
    EditOrganization,
    /// Export everything in the organization.
    ExportOrganization,
    /// Delete the organization.
    DeleteOrganization,
    /// Decide how people join without an invitation, and who does.
    ManageJoining,
    /// Hand the organization over to another member.
    TransferOwnership,
}

/// Each permission, and the lowest role that has it.
const TABLE: &[(Permission, Role)] = &[
    (Permission::InviteMembers, Role::Admin),
    (Permission::ManageMembers, Role::Admin),
    (Permission::ReadAudit, Role::Admin),
    (Permission::EditOrganization, Role::Owner),
    (Permission::ExportOrganization, Role::Owner),
    (Permission::DeleteOrganization, Role::Owner),
    (Permission::ManageJoining, Role::Admin),
    (Permission::TransferOwnership, Role::Owner),
];

impl Permission {
    /// Returns every permission and the lowest role that has it.
    pub fn table() -> impl Iterator<Item = (Self, Role)> {
        TABLE.iter().copied()
    }

    /// Returns what it allows, as people read it.
    pub fn label(self) -> Text {
        match self {
            Self::InviteMembers => text!("permission-invite"),
            Self::ManageMembers => text!("permission-members"),
            Self::ReadAudit => text!("permission-audit"),
            Self::EditOrganization => text!("permission-edit"),
            Self::DeleteOrganization => text!("permission-delete"),
            Self::ExportOrganization => text!("permission-export"),
            Self::TransferOwnership => text!("permission-transfer"),
            Self::ManageJoining => text!("permission-joining"),
        }
    }
}

impl Role {
    /// Whether members with this role have `permission`.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().any(|held| held == permission)
    }

    /// Returns the permissions of members with this role.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        TABLE.iter().filter(move |(_, least)| self >= *least).map(|(permission, _)| *permission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_includes_the_ones_below() {
        let [member, admin, owner] = Role::ALL.map(|role| role.permissions().collect::<Vec<_>>());
        assert_eq!(member, []);
        assert!(admin.iter().all(|held| owner.contains(held)) && admin.len() < owner.len());
        assert_eq!(owner.len(), TABLE.len());
    }
}
