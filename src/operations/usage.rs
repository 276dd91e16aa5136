//! Counts people, organizations, rows and mail.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Nullable, Timestamptz},
};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;

use crate::db::{DbError, Scope as _, SystemConn, take_time};

/// The numbers.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct Usage {
    /// The people.
    #[diesel(sql_type = BigInt)]
    pub people: i64,
    /// The people who are suspended.
    #[diesel(sql_type = BigInt)]
    pub suspended_people: i64,
    /// The people with a request in the last day, by the sessions that go on.
    #[diesel(sql_type = BigInt)]
    pub active_in_a_day: i64,
    /// The same in thirty days.
    #[diesel(sql_type = BigInt)]
    pub active_in_thirty_days: i64,
    /// The last sign-in.
    #[diesel(sql_type = Nullable<Timestamptz>)]
    pub last_sign_in_at: Option<DateTime<Utc>>,
    /// The organizations, without deleted ones.
    #[diesel(sql_type = BigInt)]
    pub organizations: i64,
    /// The organizations that are suspended.
    #[diesel(sql_type = BigInt)]
    pub suspended_organizations: i64,
    /// The organizations that were deleted and aren't erased yet.
    #[diesel(sql_type = BigInt)]
    pub deleted_organizations: i64,
    /// The memberships.
    #[diesel(sql_type = BigInt)]
    pub memberships: i64,
    /// The sessions.
    #[diesel(sql_type = BigInt)]
    pub sessions: i64,
    /// The todos.
    #[diesel(sql_type = BigInt)]
    pub todos: i64,
    /// The events of all histories.
    #[diesel(sql_type = BigInt)]
    pub audit_events: i64,
    /// The messages that wait.
    #[diesel(sql_type = BigInt)]
    pub mail_waiting: i64,
    /// The messages that were given up in the last thirty days.
    #[diesel(sql_type = BigInt)]
    pub mail_given_up: i64,
    /// The size of the database, in bytes.
    #[diesel(sql_type = BigInt)]
    pub database_bytes: i64,
}

const USAGE: &str = "SELECT (SELECT count(*) FROM users) AS people, \
    (SELECT count(*) FROM users WHERE suspended_at IS NOT NULL) AS suspended_people, \
    (SELECT count(DISTINCT user_id) FROM sessions WHERE last_seen_at > now() - interval '1 day') \
    AS active_in_a_day, \
    (SELECT count(DISTINCT user_id) FROM sessions WHERE last_seen_at > now() - interval '30 days') \
    AS active_in_thirty_days, \
    (SELECT max(created_at) FROM sessions) AS last_sign_in_at, \
    (SELECT count(*) FROM tenants WHERE deleted_at IS NULL) AS organizations, \
    (SELECT count(*) FROM tenants WHERE suspended_at IS NOT NULL) AS suspended_organizations, \
    (SELECT count(*) FROM tenants WHERE deleted_at IS NOT NULL) AS deleted_organizations, \
    (SELECT count(*) FROM memberships) AS memberships, \
    (SELECT count(*) FROM sessions) AS sessions, (SELECT count(*) FROM todos) AS todos, \
    (SELECT count(*) FROM audit_events) AS audit_events, \
    (SELECT count(*) FROM outbox WHERE sent_at IS NULL AND failed_at IS NULL) AS mail_waiting, \
    (SELECT count(*) FROM outbox WHERE failed_at IS NOT NULL) AS mail_given_up, \
    pg_database_size(current_database()) AS database_bytes";

/// Counts, which reads whole tables.
pub async fn count(db: &SystemConn) -> Result<Usage, DbError> {
    take_time(db).await?;
    Ok(sql_query(USAGE).get_result(&mut db.conn()).await?)
}
