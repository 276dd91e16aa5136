//! The sizes that organizations may reach: the server writes its configuration into the database
//! when it starts, and triggers there hold every way to join to it.

use chrono::{DateTime, Utc};
use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, QueryDsl as _};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::try_join;

use crate::{
    config::SizeConfig,
    db::{
        CurrentTenant, Db, DbError, Scope as _, TenantReader,
        schema::{invitations, size_limits},
    },
    tenancy::join_links,
};

/// Returns the number of invitations that the current tenant may still send before others
/// are answered; `None` for any number. Its row is locked, so that the number stays true.
pub(super) async fn room_for_invitations(
    db: &TenantReader,
    at: DateTime<Utc>,
) -> Result<Option<usize>, DbError> {
    let (mut first, mut second) = (db.conn(), db.conn());
    let most = size_limits::table.select(size_limits::pending_invitations);
    let pending = invitations::table
        .filter(invitations::tenant_id.eq(CurrentTenant).and(invitations::expires_at.gt(at)))
        .filter(invitations::accepted_at.is_null().and(invitations::canceled_at.is_null()))
        .count();
    let (most, pending) =
        try_join!(most.load::<Option<i32>>(&mut first), pending.get_result::<i64>(&mut second),)?;
    let most = most.into_iter().next().flatten();
    Ok(most.map(|most| usize::try_from(i64::from(most) - pending).unwrap_or(0)))
}

/// Writes the limits; 0 stands for none.
pub async fn set(db: &Db, sizes: SizeConfig) -> Result<(), DbError> {
    let most = |limit: u32| (limit > 0).then(|| i32::try_from(limit).unwrap_or(i32::MAX));
    let limits = (
        size_limits::owned_organizations.eq(most(sizes.organizations_per_person)),
        size_limits::members.eq(most(sizes.members_per_organization)),
        size_limits::pending_invitations.eq(most(sizes.pending_invitations_per_organization)),
        size_limits::join_links.eq(most(join_links::most(sizes.join_links_per_organization))),
    );
    let written = diesel::insert_into(size_limits::table)
        .values((size_limits::only_row.eq(true), limits))
        .on_conflict(size_limits::only_row)
        .do_update()
        .set(limits);
    db.once(async |mut conn: &AsyncPgConnection| written.execute(&mut conn).await).await.map(drop)
}
