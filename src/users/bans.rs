//! Whether the provider has banned somebody, where its tables are in this database.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{Bool, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope, provider_tables},
    ids::UserId,
};

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_banned: bool,
}

/// Whether a ban of `user` is in effect at `at`; `false` where the provider's tables are
/// elsewhere. For people who act through somebody else's request: a person's own requests
/// have this in the statement that opens them.
pub(crate) async fn is_banned(
    db: &impl Scope,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let Some(tables) = provider_tables::read(db.conn()).await? else { return Ok(false) };
    let Some(not_banned) = tables.not_banned("$2") else { return Ok(false) };
    let text = format!(
        "SELECT EXISTS (SELECT FROM public.users u {} WHERE u.id = $1 AND {not_banned} IS NOT TRUE) \
         AS is_banned",
        tables.join_user(),
    );
    let asked = sql_query(text).bind::<Uuid, _>(user).bind::<Timestamptz, _>(at);
    Ok(asked.get_result::<Answer>(&mut db.conn()).await?.is_banned)
}
