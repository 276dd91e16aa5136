use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    Queryable, dsl,
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, Scope, TenantConn,
        schema::{former_memberships, memberships, tenants},
    },
    types::Role,
};

/// A person's relation to an organization.
#[derive(Queryable)]
pub(crate) struct MembershipStatus {
    /// `None` for a person who isn't a member.
    pub(crate) role: Option<Role>,
    pub(crate) is_suspended: bool,
    /// Somebody removed the person.
    pub(crate) was_removed: bool,
}

/// Returns the current user's relation to the current tenant.
pub(crate) async fn status(db: &impl Scope) -> Result<MembershipStatus, DbError> {
    let member = memberships::table.find((CurrentTenant, CurrentUser));
    let suspended = member.filter(memberships::suspended_at.is_not_null());
    let removed = former_memberships::table
        .find((CurrentTenant, CurrentUser))
        .filter(former_memberships::removed);
    let status = (
        member.select(memberships::role).single_value(),
        dsl::exists(suspended),
        dsl::exists(removed),
    );
    Ok(diesel::select(status).get_result(&mut db.conn()).await?)
}

/// Returns the current user's role in the current tenant, if they are an active member and
/// it isn't deleted.
pub(crate) async fn own_role(db: &TenantConn) -> Result<Option<Role>, DbError> {
    let role = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::tenant_id.eq(CurrentTenant).and(memberships::user_id.eq(CurrentUser)))
        .filter(memberships::suspended_at.is_null().and(tenants::deleted_at.is_null()))
        .select(memberships::role)
        .first(&mut db.conn());
    Ok(role.await.optional()?)
}
