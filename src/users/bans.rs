//! Looks up bans at the provider, if its tables are in this database.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{Bool, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, KeptDsl as _, Scope, provider_tables},
    ids::UserId,
};

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    is_banned: bool,
}

/// Whether a ban of `user` is active at `at`; `false` if the provider's tables are in
/// another database. Meant for people who act through another person's request: for their
/// own requests, the opening statement checks this.
pub(crate) async fn is_banned(
    db: &impl Scope,
    user: UserId,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let Some(tables) = provider_tables::read(db.conn().driver()).await? else { return Ok(false) };
    let Some(not_banned) = tables.not_banned("$2") else { return Ok(false) };
    let text = format!(
        "SELECT EXISTS (SELECT FROM public.users u {} WHERE u.id = $1 AND {not_banned} IS NOT TRUE) \
         AS is_banned",
        tables.join_user(),
    );
    let asked = sql_query(text).bind::<Uuid, _>(user).bind::<Timestamptz, _>(at).kept();
    Ok(asked.get_result::<Answer>(&mut db.conn()).await?.is_banned)
}
