use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl as _, dsl, sql_types::Text,
};
use diesel_async::RunQueryDsl as _;

use super::{CameBy, MOST_NOTIFIED, OpenRequest, OwnRequest, PAGE_SIZE};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn,
        TenantReader, UserReader,
        schema::{join_requests, memberships, tenants, users},
        set_config,
    },
    ids::{JoinRequestId, TenantId},
    tenancy::memberships::queries::role_rank,
    types::Role,
    users::bans::NamedBy,
};

type RequestColumns = (
    join_requests::id,
    users::id,
    users::name,
    users::email,
    join_requests::came_by,
    join_requests::created_at,
);

const REQUEST: RequestColumns = (
    join_requests::id,
    users::id,
    users::name,
    users::email,
    join_requests::came_by,
    join_requests::created_at,
);

pub(super) async fn insert(
    db: &TenantConn,
    id: JoinRequestId,
    came_by: CameBy,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        join_requests::tenant_id.eq(CurrentTenant),
        join_requests::id.eq(id),
        join_requests::user_id.eq(CurrentUser),
        join_requests::came_by.eq(came_by.as_str()),
        join_requests::created_at.eq(at),
    );
    let insert = diesel::insert_into(join_requests::table).values(row);
    insert.execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn queue(
    db: &TenantReader,
    after: Option<JoinRequestId>,
) -> Result<Vec<OpenRequest>, DbError> {
    let mut open = join_requests::table
        .inner_join(users::table)
        .filter(join_requests::tenant_id.eq(CurrentTenant).and(join_requests::outcome.is_null()))
        .order(join_requests::id)
        .select(REQUEST)
        .into_boxed();
    if let Some(last) = after {
        open = open.filter(join_requests::id.gt(last));
    }
    Ok(open.at_most::<{ PAGE_SIZE + 1 }>().load(&mut db.conn()).await?)
}

pub(super) async fn count(db: &TenantReader) -> Result<i64, DbError> {
    let open = join_requests::table
        .filter(join_requests::tenant_id.eq(CurrentTenant).and(join_requests::outcome.is_null()));
    Ok(open.count().get_result(&mut db.conn()).await?)
}

/// Locks a request, which its maker may withdraw meanwhile.
pub(super) async fn lock(db: &TenantReader, id: JoinRequestId) -> Result<(), DbError> {
    let row = join_requests::table.find((CurrentTenant, id)).select(join_requests::id);
    row.for_no_key_update().load::<JoinRequestId>(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn get_open(
    db: &TenantReader,
    id: JoinRequestId,
) -> Result<Option<OpenRequest>, DbError> {
    let found = join_requests::table
        .inner_join(users::table)
        .filter(join_requests::tenant_id.eq(CurrentTenant).and(join_requests::id.eq(id)))
        .filter(join_requests::outcome.is_null())
        .select(REQUEST)
        .first(&mut db.conn())
        .await;
    Ok(found.optional()?)
}

/// The person of a request.
pub(super) const ASKER: NamedBy = "SELECT user_id FROM public.join_requests \
    WHERE tenant_id = (SELECT current_tenant_id()) AND id = $1";

/// Whether the person of a request has a proven address and an account that is neither suspended
/// nor closing.
pub(super) async fn is_fit(db: &TenantReader, id: JoinRequestId) -> Result<bool, DbError> {
    let fit = join_requests::table
        .inner_join(users::table)
        .filter(join_requests::tenant_id.eq(CurrentTenant).and(join_requests::id.eq(id)))
        .filter(users::email_verified.and(users::suspended_at.is_null()))
        .filter(users::deletion_due_at.is_null());
    Ok(diesel::select(dsl::exists(fit)).get_result(&mut db.conn()).await?)
}

/// Approves an open request with the next statement.
pub(super) fn approve(db: &TenantConn, id: JoinRequestId, at: DateTime<Utc>) {
    decide(db, id, "approved", at);
}

/// Declines an open request with the next statement.
pub(super) fn decline(db: &TenantConn, id: JoinRequestId, at: DateTime<Utc>) {
    decide(db, id, "declined", at);
}

fn decide(db: &TenantConn, id: JoinRequestId, outcome: &'static str, at: DateTime<Utc>) {
    let open =
        join_requests::table.find((CurrentTenant, id)).filter(join_requests::outcome.is_null());
    let decided = (
        join_requests::outcome.eq(outcome),
        join_requests::decided_at.eq(at),
        join_requests::decided_by.eq(CurrentUser.nullable()),
    );
    db.write_with_next(diesel::update(open).set(decided).kept());
}

pub(super) async fn own(db: &UserReader) -> Result<Vec<OwnRequest>, DbError> {
    let own = join_requests::table
        .inner_join(tenants::table)
        .filter(join_requests::user_id.eq(CurrentUser).and(join_requests::outcome.is_null()))
        .filter(tenants::deleted_at.is_null())
        .order(join_requests::id.desc())
        .select((
            join_requests::id,
            tenants::name,
            tenants::slug,
            (tenants::hue, tenants::logo),
            join_requests::created_at,
        ))
        .at_most::<10>()
        .load(&mut db.conn())
        .await?;
    Ok(own)
}

pub(super) async fn has_open(db: &UserReader, tenant: TenantId) -> Result<bool, DbError> {
    let open = join_requests::table
        .filter(join_requests::tenant_id.eq(tenant).and(join_requests::user_id.eq(CurrentUser)))
        .filter(join_requests::outcome.is_null());
    Ok(diesel::select(dsl::exists(open)).get_result(&mut db.conn()).await?)
}

/// Scopes the transaction to the organization of one of the current user's requests.
pub(super) async fn enter(db: &UserReader, id: JoinRequestId) -> Result<(), DbError> {
    let own = join_requests::table
        .filter(join_requests::user_id.eq(CurrentUser).and(join_requests::id.eq(id)))
        .select(set_config("app.tenant_id", join_requests::tenant_id.cast::<Text>(), true));
    own.load::<String>(&mut db.conn()).await?;
    Ok(())
}

/// Locks one of the current user's requests in the current tenant, and returns the tenant and its
/// outcome.
pub(super) async fn lock_own(
    db: &UserReader,
    id: JoinRequestId,
) -> Result<Option<(TenantId, Option<String>)>, DbError> {
    let own = join_requests::table
        .filter(join_requests::tenant_id.eq(CurrentTenant).and(join_requests::id.eq(id)))
        .filter(join_requests::user_id.eq(CurrentUser))
        .select((join_requests::tenant_id, join_requests::outcome))
        .for_no_key_update();
    Ok(own.first(&mut db.conn()).await.optional()?)
}

/// Withdraws an open request with the next statement.
pub(super) fn withdraw(db: &TenantConn, id: JoinRequestId, at: DateTime<Utc>) {
    decide(db, id, "withdrawn", at);
}

pub(super) async fn deciders(db: &TenantConn) -> Result<Vec<String>, DbError> {
    let deciders = memberships::table
        .inner_join(users::table)
        .filter(memberships::tenant_id.eq(CurrentTenant))
        .filter(memberships::role.eq(Role::Owner).or(memberships::role.eq(Role::Admin)))
        .filter(memberships::suspended_at.is_null().and(users::email_verified))
        .filter(users::suspended_at.is_null().and(users::deletion_due_at.is_null()))
        .order((role_rank(memberships::role), memberships::created_at, users::id))
        .select(users::email)
        .at_most::<{ MOST_NOTIFIED }>()
        .load(&mut db.conn())
        .await?;
    Ok(deciders)
}
