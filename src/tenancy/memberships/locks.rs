//! The lock under which an organization and its members change.

use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _, sql_types::Text};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, Scope, TenantReader, UserReader,
        schema::{memberships, tenants},
        set_config,
    },
    ids::TenantId,
    tenancy::Permission,
    types::Role,
};

/// Locks the tenant's row, so that changes follow one another, and returns the current user's
/// role after that; `None` for a deleted tenant, and for anybody but an active member.
pub(crate) async fn lock(db: &TenantReader) -> Result<Option<Role>, DbError> {
    let (mut first, mut second) = (db.conn(), db.conn());
    let tenant = tenants::table.find(CurrentTenant).filter(tenants::deleted_at.is_null());
    let own = memberships::table
        .find((CurrentTenant, CurrentUser))
        .filter(memberships::suspended_at.is_null())
        .select(memberships::role);
    let (tenant, own) = try_join!(
        tenant.select(tenants::id).for_update().load::<TenantId>(&mut first),
        own.load::<Role>(&mut second),
    )?;
    let own = own.into_iter().next();
    Ok(own.filter(|_| !tenant.is_empty()))
}

/// Like [`lock`], and `None` without `permission`, too: the role may have changed since the
/// request was let in.
pub(crate) async fn lock_for(
    db: &TenantReader,
    permission: Permission,
) -> Result<Option<Role>, DbError> {
    Ok(lock(db).await?.filter(|role| role.may(permission)))
}

/// Locks the tenant's row for a person who isn't a member yet, as all who change members do
/// first. Otherwise the two could wait for each other.
pub(crate) async fn lock_tenant(db: &impl Scope) -> Result<(), DbError> {
    let row = tenants::table.find(CurrentTenant).select(tenants::id).for_update();
    row.load::<TenantId>(&mut db.conn()).await?;
    Ok(())
}

/// Scopes the transaction to an organization where the current user is suspended.
pub(crate) async fn enter_suspended(db: &UserReader, tenant: TenantId) -> Result<(), DbError> {
    let place = memberships::table
        .inner_join(tenants::table)
        .filter(memberships::user_id.eq(CurrentUser).and(memberships::suspended_at.is_not_null()))
        .filter(tenants::id.eq(tenant).and(tenants::deleted_at.is_null()))
        .select(set_config("app.tenant_id", tenants::id.cast::<Text>(), true));
    place.load::<String>(&mut db.conn()).await?;
    Ok(())
}
