use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension as _, QueryResult, QueryableByName, sql_query,
    sql_types::{Array, BigInt, Binary, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::db::Batches;

diesel::define_sql_function! {
    /// Defined in a migration: takes from all limits or from none; returns microseconds
    /// to wait, or 0.
    fn take_rate_limits(
        keys: Array<Binary>,
        costs: Array<BigInt>,
        windows: Array<BigInt>,
        moment: Timestamptz,
    ) -> BigInt;
}

/// The uses that one statement takes and gives back, in the form of the database
/// function.
#[derive(Clone, Default)]
pub(crate) struct Bill {
    /// The digests of the limits.
    pub(crate) keys: Vec<Vec<u8>>,
    /// The costs in microseconds; negative for uses that are given back.
    pub(crate) costs: Vec<i64>,
    /// The windows in microseconds; 0 if nothing is taken.
    pub(crate) windows: Vec<i64>,
}

impl Bill {
    /// Adds an entry; each key may be added only once.
    pub(super) fn add(&mut self, key: Vec<u8>, cost: i64, window: i64) {
        self.keys.push(key);
        self.costs.push(cost);
        self.windows.push(window);
    }
}

/// Takes the bill in one statement. Without a transaction around it, the uses stay taken
/// whatever happens to the request.
pub(super) async fn take(
    mut conn: &AsyncPgConnection,
    bill: Bill,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let Bill { keys, costs, windows } = bill;
    diesel::select(take_rate_limits(keys, costs, windows, now)).get_result(&mut conn).await
}

#[derive(QueryableByName)]
struct Spent {
    #[diesel(sql_type = Timestamptz)]
    spent_until: DateTime<Utc>,
}

/// Returns until when a limit is used up.
pub(super) async fn spent_until(
    mut conn: &AsyncPgConnection,
    key: Vec<u8>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let text = "SELECT spent_until FROM rate_limits WHERE key = $1";
    let spent = sql_query(text).bind::<Binary, _>(key).get_result::<Spent>(&mut conn).await;
    Ok(spent.optional()?.map(|it| it.spent_until))
}

/// Deletes these counters, and returns the number of those that still limited.
pub(super) async fn clear(
    mut conn: &AsyncPgConnection,
    keys: Vec<Vec<u8>>,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let text = "DELETE FROM rate_limits WHERE key = ANY ($1) AND spent_until > $2";
    let delete = sql_query(text).bind::<Array<Binary>, _>(keys).bind::<Timestamptz, _>(now);
    delete.execute(&mut conn).await
}

/// The rows of a round; as many as one statement deletes.
const PURGE: Batches = Batches { rows: 10_000, most: 20 };

/// Deletes batch by batch. Rows that a request has locked are skipped and left for the next
/// time: waiting for rows locked in another order could deadlock. While another replica
/// deletes, this one deletes none.
pub(super) async fn purge_expired(conn: &AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
    PURGE.run(|| purge_some(conn, now)).await
}

async fn purge_some(mut conn: &AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<i64> {
    let text = "DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits \
                WHERE spent_until <= $1 AND (SELECT pg_try_advisory_xact_lock(4711000115)) \
                LIMIT 10000 FOR UPDATE SKIP LOCKED)";
    let deleted = sql_query(text).bind::<Timestamptz, _>(now).execute(&mut conn).await?;
    Ok(i64::try_from(deleted).unwrap_or(i64::MAX))
}
