//! The first steps of a new organization, which its founder sees until they are put away.

use diesel::{ExpressionMethods as _, QueryDsl as _, dsl};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, TenantReader,
        schema::memberships,
    },
    types::Role,
};

/// Returns the number of owners if the current user sees the first steps here; otherwise 0.
pub async fn owners(db: &TenantReader) -> Result<i64, DbError> {
    let own = diesel::alias!(memberships as own);
    let shown = own
        .filter(own.field(memberships::tenant_id).eq(CurrentTenant))
        .filter(own.field(memberships::user_id).eq(CurrentUser))
        .filter(own.field(memberships::has_checklist));
    let owners = memberships::table
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(memberships::role.eq(Role::Owner))
        .filter(dsl::exists(shown));
    Ok(owners.count().get_result(&mut db.conn()).await?)
}

/// Shows the current user the first steps.
pub async fn show(db: &TenantConn) -> Result<(), DbError> {
    let own = memberships::table.find((CurrentTenant, CurrentUser));
    let change = diesel::update(own).set(memberships::has_checklist.eq(true)).kept();
    change.execute(&mut db.conn()).await?;
    Ok(())
}

/// Puts the first steps away, with the next statement.
pub fn put_away(db: &TenantConn) {
    let own = memberships::table.find((CurrentTenant, CurrentUser));
    db.write_with_next(diesel::update(own).set(memberships::has_checklist.eq(false)).kept());
}
