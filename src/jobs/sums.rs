//! Folds the sums of days that are over, which charts read.

use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use crate::db::{Batches, Db, DbError};

diesel::define_sql_function! {
    /// Adds some parts of days that are over to the days' first parts, and returns their number.
    fn fold_past_days() -> BigInt;
}

/// As many as the function folds at once.
const FOLD: Batches = Batches { rows: 1_000, most: 20 };

/// Leaves one row for each day before yesterday.
pub async fn fold(db: &Db) -> Result<(), DbError> {
    FOLD.run(|| fold_some(db)).await
}

async fn fold_some(db: &Db) -> Result<i64, DbError> {
    let fold = diesel::select(fold_past_days());
    db.once(async |mut conn: &AsyncPgConnection| fold.get_result(&mut conn).await).await
}
