//! Mail that waits, or was given up. Its text is nobody's business.

use chrono::{DateTime, Utc};
use diesel::{
    QueryableByName, sql_query,
    sql_types::{BigInt, Integer, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;
use serde::Serialize;

use super::{
    OperationError,
    events::{self, Act},
};
use crate::{
    db::{DbError, Scope as _, SystemConn},
    ids::MailId,
};

/// A message that did not leave.
#[derive(Clone, Debug, QueryableByName, Serialize)]
pub struct StuckMail {
    /// Also the Message-ID.
    #[diesel(sql_type = Uuid)]
    pub id: MailId,
    /// The recipient's address.
    #[diesel(sql_type = Text)]
    pub recipient: String,
    /// `waiting` or `given up`.
    #[diesel(sql_type = Text)]
    pub state: String,
    /// The number of attempts.
    #[diesel(sql_type = Integer)]
    pub attempts: i32,
    /// The time at which it was written.
    #[diesel(sql_type = Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// The time of the next attempt.
    #[diesel(sql_type = Timestamptz)]
    pub next_attempt_at: DateTime<Utc>,
    /// The mail server's last objection.
    #[diesel(sql_type = Nullable<Text>)]
    pub last_error: Option<String>,
}

/// Returns messages that wait or were given up, the newest first.
pub async fn list(db: &SystemConn, most: i64) -> Result<Vec<StuckMail>, DbError> {
    let stuck = sql_query(
        "SELECT id, recipient, CASE WHEN failed_at IS NULL THEN 'waiting' ELSE 'given up' END \
         AS state, attempts, created_at, next_attempt_at, last_error FROM outbox \
         WHERE sent_at IS NULL ORDER BY created_at DESC, id DESC LIMIT $1",
    );
    Ok(stuck.bind::<BigInt, _>(most).load(&mut db.conn()).await?)
}

/// Makes waiting messages due now, all or one, and returns their number and the act's. A
/// message that was given up has no text any more and can't be sent.
pub async fn retry(
    db: &SystemConn,
    one: Option<MailId>,
    act: &Act,
) -> Result<(usize, i64), OperationError> {
    let due = sql_query(
        "UPDATE outbox SET next_attempt_at = now() WHERE sent_at IS NULL AND failed_at IS NULL \
         AND next_attempt_at > now() AND ($1 IS NULL OR id = $1)",
    );
    let due = due.bind::<Nullable<Uuid>, _>(one).execute(&mut db.conn()).await;
    let object = one.map(|id| id.to_string()).unwrap_or_default();
    match due.map_err(DbError::from)? {
        0 => Err(OperationError::AlreadySo("no such message waits for a later attempt")),
        count => Ok((count, events::record(db, act, "mail.retried", &object).await?)),
    }
}
