use chrono::{DateTime, Utc};
use diesel::{
    OptionalExtension as _, QueryResult, QueryableByName, sql_query,
    sql_types::{Array, BigInt, Binary, Timestamptz},
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

diesel::define_sql_function! {
    /// In the migration: takes from all or from none; microseconds to wait, or 0.
    fn take_rate_limits(
        keys: Array<Binary>,
        costs: Array<BigInt>,
        windows: Array<BigInt>,
        moment: Timestamptz,
    ) -> BigInt;
}

/// What one statement takes and gives back, as the function in the database has it.
#[derive(Default)]
pub(crate) struct Bill {
    /// Digests.
    pub(crate) keys: Vec<Vec<u8>>,
    /// Microseconds; negative for what is given back.
    pub(crate) costs: Vec<i64>,
    /// Microseconds; nothing where nothing is taken.
    pub(crate) windows: Vec<i64>,
}

impl Bill {
    /// No key comes twice.
    pub(super) fn add(&mut self, key: Vec<u8>, cost: i64, window: i64) {
        self.keys.push(key);
        self.costs.push(cost);
        self.windows.push(window);
    }
}

/// One statement. Without a transaction around it, what was taken stays taken
/// whatever becomes of the request.
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

/// Until when a limit is spoken for.
pub(super) async fn spent_until(
    mut conn: &AsyncPgConnection,
    key: Vec<u8>,
) -> QueryResult<Option<DateTime<Utc>>> {
    let text = "SELECT spent_until FROM rate_limits WHERE key = $1";
    let spent = sql_query(text).bind::<Binary, _>(key).get_result::<Spent>(&mut conn).await;
    Ok(spent.optional()?.map(|it| it.spent_until))
}

/// How many rows one statement deletes.
const BATCH: usize = 10_000;

/// Deletes batch by batch until nothing is left. Rows that a request holds just
/// now are left for the next time: locked in another order, they would be waited
/// for in a circle. A flood of rows takes replicas that tidy at once different ones.
pub(super) async fn tidy(mut conn: &AsyncPgConnection, now: DateTime<Utc>) -> QueryResult<()> {
    let text = "DELETE FROM rate_limits WHERE key IN (SELECT key FROM rate_limits \
                WHERE spent_until <= $1 LIMIT 10000 FOR UPDATE SKIP LOCKED)";
    while sql_query(text).bind::<Timestamptz, _>(now).execute(&mut conn).await? == BATCH {}
    Ok(())
}
