use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::{
    QueryResult, sql_query,
    sql_types::{Array, BigInt, Binary, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::Limit;

diesel::define_sql_function! {
    /// In the migration: takes from all or from none; microseconds to wait, or 0.
    fn take_rate_limits(
        keys: Array<Binary>,
        costs: Array<BigInt>,
        windows: Array<BigInt>,
        moment: Timestamptz,
    ) -> BigInt;
}

/// One statement, and a transaction of its own: what was taken stays taken
/// whatever becomes of the request.
pub(super) async fn take(
    mut conn: &AsyncPgConnection,
    uses: BTreeMap<Vec<u8>, Limit>,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let costs: Vec<_> = uses.values().map(|limit| limit.cost()).collect();
    let windows: Vec<_> = uses.values().map(|limit| limit.window()).collect();
    let keys: Vec<_> = uses.into_keys().collect();
    diesel::select(take_rate_limits(keys, costs, windows, now)).get_result(&mut conn).await
}

/// Rows that a request holds just now are left for the next time: locked in
/// another order, they would be waited for in a circle.
pub(super) async fn tidy(mut conn: &AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
    let text = "DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits \
                WHERE spent_until <= $1 LIMIT 10000 FOR UPDATE SKIP LOCKED)";
    sql_query(text).bind::<Timestamptz, _>(now).execute(&mut conn).await?;
    Ok(())
}
