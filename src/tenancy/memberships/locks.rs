//! The lock under which an organization's members change.

use diesel::{ExpressionMethods as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, Scope as _, TenantConn,
        schema::{memberships, tenants},
    },
    ids::TenantId,
    types::Role,
};

/// Locks the tenant's row, so that changes to its members follow one another, and returns the
/// current user's role after that; `None` for a deleted tenant or a suspended member.
pub(crate) async fn lock_and_judge(db: &TenantConn) -> Result<Option<Role>, DbError> {
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

/// Locks the tenant's row, so that changes to its members follow one another.
pub(crate) async fn lock_tenant(db: &TenantConn) -> Result<(), DbError> {
    let row = tenants::table.find(CurrentTenant).select(tenants::id).for_update();
    row.load::<TenantId>(&mut db.conn()).await?;
    Ok(())
}
