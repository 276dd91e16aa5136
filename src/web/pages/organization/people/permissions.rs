//! The permissions of each role, as the page shows them.

use serde::Serialize;

use crate::{locale::Text, tenancy::Permission, text, types::Role};

/// Something that members may do.
#[derive(Clone, Debug, Serialize)]
pub struct PermissionRow {
    /// The sentence about it.
    pub label: String,
    /// Whether each role has it, from member to owner.
    pub roles: Vec<bool>,
}

impl PermissionRow {
    /// Returns all of them, those of the lowest roles first.
    pub fn all() -> Vec<Self> {
        let of_all = (text!("permission-of-all"), Role::Member);
        let rest = Permission::table().map(|(permission, least)| (permission.label(), least));
        let mut all: Vec<_> = std::iter::once(of_all).chain(rest).collect();
        all.sort_by_key(|(_, least)| *least);
        all.into_iter().map(|(label, least)| Self::new(label, least)).collect()
    }

    fn new(label: Text, least: Role) -> Self {
        Self { label: label.into(), roles: Role::ALL.map(|role| role >= least).into() }
    }
}
