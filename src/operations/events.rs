//! The record of the acts.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Nullable, Text, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;

use crate::db::{DbError, Scope as _, SystemConn};

/// The person who acts, and the reason.
#[derive(Clone, Debug)]
pub struct Act {
    /// The person, as they call themselves.
    pub operator: String,
    /// The reason.
    pub reason: String,
}

/// An act on record.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct OperatorEvent {
    /// Counts up.
    #[diesel(sql_type = BigInt)]
    pub id: i64,
    /// The time of the act.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// The person who acted.
    #[diesel(sql_type = Text)]
    pub operator: String,
    /// The act, such as `user.suspended`.
    #[diesel(sql_type = Text)]
    pub action: String,
    /// The id of what it was done to.
    #[diesel(sql_type = Text)]
    pub object: String,
    /// The reason that was given.
    #[diesel(sql_type = Text)]
    pub reason: String,
}

#[derive(QueryableByName)]
struct Added {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Records an act in the transaction that does it, and returns its number.
pub async fn record(
    db: &SystemConn,
    act: &Act,
    action: &str,
    object: &str,
) -> Result<i64, DbError> {
    let added: Added = sql_query("SELECT record_operator_event($1, $2, $3, $4) AS id")
        .bind::<Text, _>(&act.operator)
        .bind::<Text, _>(action)
        .bind::<Text, _>(object)
        .bind::<Text, _>(&act.reason)
        .get_result(&mut db.conn())
        .await?;
    Ok(added.id)
}

/// Returns the newest acts, the newest first; only those about `object` if it's given.
pub async fn newest(
    db: &SystemConn,
    object: Option<&str>,
    most: i64,
) -> Result<Vec<OperatorEvent>, DbError> {
    let read = sql_query("SELECT * FROM read_operator_events($1, $2)");
    let read = read.bind::<Nullable<Text>, _>(object).bind::<BigInt, _>(most);
    Ok(read.load(&mut db.conn()).await?)
}
