use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _,
    dsl::exists,
    sql_types::{Nullable, Timestamptz},
};
use diesel_async::RunQueryDsl as _;

use super::{Contents, DeletedTenant, NotifiedMember};
use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, TenantReader,
        UserReader,
        schema::{invitations, memberships, tenants, todos, users},
    },
    types::Role,
};

pub(super) async fn contents(db: &TenantReader, at: DateTime<Utc>) -> Result<Contents, DbError> {
    let members = memberships::table.filter(memberships::tenant_id.eq(CurrentTenant));
    let pending = invitations::table
        .filter(invitations::tenant_id.eq(CurrentTenant).and(invitations::expires_at.gt(at)))
        .filter(invitations::accepted_at.is_null().and(invitations::canceled_at.is_null()));
    let written = todos::table.filter(todos::tenant_id.eq(CurrentTenant));
    let counts = (
        members.count().single_value().assume_not_null(),
        pending.count().single_value().assume_not_null(),
        written.count().single_value().assume_not_null(),
    );
    Ok(diesel::select(counts).get_result(&mut db.conn()).await?)
}

pub(super) async fn members_to_notify(db: &TenantConn) -> Result<Vec<NotifiedMember>, DbError> {
    let members = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant).and(memberships::suspended_at.is_null()))
        .filter(users::email_verified.and(users::suspended_at.is_null()))
        .filter(users::deletion_due_at.is_null())
        .select((users::email, memberships::role));
    Ok(members.load(&mut db.conn()).await?)
}

/// Marks the current tenant as deleted and returns the time, which the database notes.
pub(super) async fn mark(db: &TenantConn, at: DateTime<Utc>) -> Result<DateTime<Utc>, DbError> {
    let row = tenants::table.find(CurrentTenant);
    let deleted = diesel::update(row)
        .set((tenants::deleted_at.eq(at), tenants::updated_at.eq(at)))
        .returning(tenants::deleted_at.assume_not_null())
        .kept();
    Ok(deleted.get_result(&mut db.conn()).await?)
}

diesel::define_sql_function! {
    /// Whether an organization was deleted less than 30 days ago, by the database's clock.
    fn is_restorable(deleted_at: Nullable<Timestamptz>) -> Bool;
}

/// The table with the condition that the current user owns a row which isn't due yet.
macro_rules! restorable {
    () => {
        memberships::table
            .inner_join(tenants::table)
            .filter(memberships::user_id.eq(CurrentUser).and(memberships::role.eq(Role::Owner)))
            .filter(memberships::suspended_at.is_null())
            .filter(is_restorable(tenants::deleted_at))
            .select((
                tenants::id,
                tenants::slug,
                tenants::name,
                tenants::deleted_at.assume_not_null(),
            ))
    };
}

pub(super) async fn restorable(db: &UserReader) -> Result<Vec<DeletedTenant>, DbError> {
    let all = restorable!().order(tenants::deleted_at.desc());
    Ok(all.load(&mut db.conn()).await?)
}

pub(super) async fn find_restorable(
    db: &UserReader,
    slug: &str,
) -> Result<Option<DeletedTenant>, DbError> {
    let one = restorable!().filter(tenants::slug.eq(slug));
    Ok(one.first(&mut db.conn()).await.optional()?)
}

/// Takes the mark away if the current user still owns the tenant and its time isn't over.
pub(super) async fn unmark(db: &TenantConn, at: DateTime<Utc>) -> Result<bool, DbError> {
    let owns = memberships::table
        .find((CurrentTenant, CurrentUser))
        .filter(memberships::role.eq(Role::Owner).and(memberships::suspended_at.is_null()));
    let marked = tenants::table
        .find(CurrentTenant)
        .filter(is_restorable(tenants::deleted_at).and(exists(owns)));
    let cleared = diesel::update(marked)
        .set((tenants::deleted_at.eq(None::<DateTime<Utc>>), tenants::updated_at.eq(at)))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(cleared > 0)
}
