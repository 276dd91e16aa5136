//! A member in the list.

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::{
    tenancy::{Permission, memberships},
    web::{access::Viewer, urls},
};

/// One member.
#[derive(Clone, Debug, Serialize)]
pub struct MemberRow {
    /// The part of the URL after `/members/`.
    pub id: String,
    /// Display name; may be empty.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
    /// Whether it's the reader.
    pub is_you: bool,
    /// The time at which they joined.
    pub joined_at: DateTime<Utc>,
    /// The time at which they were last active.
    pub last_active_at: DateTime<Utc>,
    /// Whether the membership is suspended.
    pub suspended: bool,
    /// Whether the reader may change the role and remove the member.
    pub may_change: bool,
    /// The URL of their picture.
    pub picture: Option<String>,
}

impl MemberRow {
    /// Shows `row` to `reader`.
    pub fn new(row: memberships::Member, reader: &Viewer) -> Self {
        Self {
            id: row.user.to_string(),
            is_you: row.user == reader.caller.user,
            may_change: reader.role.may(Permission::ManageMembers) && row.role <= reader.role,
            picture: row.picture.map(|digest| urls::member_picture(&reader.tenant.slug, digest)),
            name: row.name,
            email: row.email,
            role: row.role.to_string(),
            joined_at: row.joined_at,
            last_active_at: row.last_active_at,
            suspended: row.suspended_at.is_some(),
        }
    }
}
