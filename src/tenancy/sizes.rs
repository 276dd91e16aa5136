//! How large organizations may become: the server writes its configuration into the database
//! when it starts, and triggers there hold every way to join to it.

use diesel::ExpressionMethods as _;
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::{
    config::SizeConfig,
    db::{Db, DbError, schema::size_limits},
};

/// Writes the limits; 0 stands for none.
pub async fn set(db: &Db, sizes: SizeConfig) -> Result<(), DbError> {
    let most = |limit: u32| (limit > 0).then(|| i32::try_from(limit).unwrap_or(i32::MAX));
    let limits = (
        size_limits::owned_organizations.eq(most(sizes.organizations_per_person)),
        size_limits::members.eq(most(sizes.members_per_organization)),
        size_limits::pending_invitations.eq(most(sizes.pending_invitations_per_organization)),
    );
    let written = diesel::insert_into(size_limits::table)
        .values((size_limits::only_row.eq(true), limits))
        .on_conflict(size_limits::only_row)
        .do_update()
        .set(limits);
    db.once(async |mut conn: &AsyncPgConnection| written.execute(&mut conn).await).await.map(drop)
}
