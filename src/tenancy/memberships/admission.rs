//! The rows by which people become members.

use chrono::{DateTime, Utc};
use diesel::ExpressionMethods as _;

use crate::{
    db::{CurrentTenant, CurrentUser, Scope as _, TenantConn, schema::memberships},
    ids::UserId,
    types::Role,
};

/// Makes the current user a member with the next statement.
pub(crate) fn insert_membership(db: &TenantConn, role: Role, is_default: bool, at: DateTime<Utc>) {
    let row = (
        memberships::tenant_id.eq(CurrentTenant),
        memberships::user_id.eq(CurrentUser),
        memberships::role.eq(role),
        memberships::is_default.eq(is_default),
        memberships::created_at.eq(at),
    );
    let insert = diesel::insert_into(memberships::table)
        .values(row)
        .on_conflict((memberships::tenant_id, memberships::user_id))
        .do_nothing();
    db.write_with_next(insert);
}

/// Makes another person a member with the next statement. It isn't their default: whether they
/// have other organizations is not the current tenant's to know.
pub(crate) fn insert_member(db: &TenantConn, user: UserId, role: Role, at: DateTime<Utc>) {
    let row = (
        memberships::tenant_id.eq(CurrentTenant),
        memberships::user_id.eq(user),
        memberships::role.eq(role),
        memberships::created_at.eq(at),
    );
    let insert = diesel::insert_into(memberships::table)
        .values(row)
        .on_conflict((memberships::tenant_id, memberships::user_id))
        .do_nothing();
    db.write_with_next(insert);
}
