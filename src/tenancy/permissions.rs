//! The permissions in an organization, and the roles that have them.

use serde::Serialize;

use crate::types::Role;

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
    /// Delete the organization.
    DeleteOrganization,
}

/// Each permission, and the lowest role that has it.
const TABLE: [(Permission, Role); 5] = [
    (Permission::InviteMembers, Role::Admin),
    (Permission::ManageMembers, Role::Admin),
    (Permission::ReadAudit, Role::Admin),
    (Permission::EditOrganization, Role::Owner),
    (Permission::DeleteOrganization, Role::Owner),
];

impl Role {
    /// Whether members with this role have `permission`.
    pub fn may(self, permission: Permission) -> bool {
        self.permissions().any(|held| held == permission)
    }

    /// Returns the permissions of members with this role.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        TABLE.into_iter().filter(move |(_, least)| self >= *least).map(|(permission, _)| permission)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_includes_the_ones_below() {
        let counts = Role::ALL.map(|role| role.permissions().count());
        assert_eq!(counts, [0, 3, 5]);
    }
}
