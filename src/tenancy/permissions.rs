//! The permissions in an organization, and the roles that have them.

use crate::types::Role;

/// Something that not every member may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Invite people and cancel invitations.
    InviteMembers,
    /// Change roles and remove members, up to one's own role.
    ManageMembers,
    /// Read the organization's history.
    ReadAudit,
    /// Change the organization's name and address.
    EditOrganization,
}

/// Each permission, the lowest role that has it, and its words for people.
const TABLE: [(Permission, Role, &str); 4] = [
    (Permission::InviteMembers, Role::Admin, "Invite people"),
    (Permission::ManageMembers, Role::Admin, "Change roles and remove members"),
    (Permission::ReadAudit, Role::Admin, "Read the activity"),
    (Permission::EditOrganization, Role::Owner, "Rename the organization"),
];

impl Role {
    /// Whether members with this role have `permission`.
    pub fn may(self, permission: Permission) -> bool {
        TABLE.iter().any(|(known, least, _)| *known == permission && self >= *least)
    }

    /// Returns what this role may do, in words.
    pub fn permissions(self) -> impl Iterator<Item = &'static str> {
        TABLE.iter().filter(move |(_, least, _)| self >= *least).map(|(_, _, words)| *words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_includes_the_ones_below() {
        let counts = Role::ALL.map(|role| role.permissions().count());
        assert_eq!(counts, [0, 3, 4]);
        assert!(Role::Owner.may(Permission::EditOrganization));
        assert!(!Role::Admin.may(Permission::EditOrganization));
    }
}
