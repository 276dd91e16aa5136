//! Account deletion: requested, postponed for some days, then canceled or carried out.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, sql_types::Uuid};
use diesel_async::RunQueryDsl as _;

use super::Provider;
use crate::{
    audit::security::{self, SecurityEvent},
    db::{Db, DbError, KeptDsl as _, Scope, SystemConn, schema::users, set_scope, take_time},
    ids::UserId,
    sessions::ending,
    types::{ClientInfo, EMBEDDED, Subject},
};

/// Time in which a person may come back after asking to be deleted.
pub const GRACE: TimeDelta = TimeDelta::days(7);

/// Time until a deletion that the database refused is tried again.
const AGAIN_AFTER: TimeDelta = TimeDelta::days(1);

/// Number of people that one run deletes at most.
const AT_ONCE: i64 = 100;

/// Why a person can't leave.
#[derive(Debug, thiserror::Error)]
pub enum LeaveError {
    /// These organizations would have no owner left; owners who are leaving don't count.
    #[error("{}", crate::text!("leave-sole-owner", organizations = .0.join(", ")))]
    SoleOwner(Vec<String>),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

diesel::define_sql_function! {
    /// Returns the organizations that would have no owner without the current user.
    fn sole_ownerships() -> Varchar;
}

diesel::define_sql_function! {
    /// Deletes one person whose deletion is due by the database's clock, along with what
    /// names them in rows that aren't theirs.
    fn delete_due_user(who: Uuid) -> Bool;
}

/// Marks `user` for deletion, ends all of our sessions of theirs and returns when the
/// deletion is due. The request is recorded in their history.
pub(crate) async fn ask(
    db: &impl Scope,
    user: UserId,
    client: &ClientInfo,
    at: DateTime<Utc>,
) -> Result<DateTime<Utc>, LeaveError> {
    set_scope(db, "app.user_id", &user.to_string()).await?;
    let alone: Vec<String> =
        diesel::select(sole_ownerships()).load(&mut db.conn()).await.map_err(DbError::from)?;
    if !alone.is_empty() {
        return Err(LeaveError::SoleOwner(alone));
    }
    let due = at + GRACE;
    mark(db, user, Some(due), at);
    ending::end_all_sessions(db, user, at);
    security::record(db, user, SecurityEvent::DeletionAsked, "", client, at);
    Ok(due)
}

/// Cancels the deletion with the next statement.
pub(crate) fn cancel(db: &impl Scope, user: UserId, client: &ClientInfo, at: DateTime<Utc>) {
    mark(db, user, None, at);
    security::record(db, user, SecurityEvent::DeletionCanceled, "", client, at);
}

/// Cancels a deletion requested for `subject` by the person who had changed the address:
/// no one can change it while a deletion is due, so the request came later. Returns
/// whether there was one.
pub(super) async fn undo(
    db: &impl Scope,
    subject: &Subject,
    client: &ClientInfo,
    at: DateTime<Utc>,
) -> Result<bool, DbError> {
    let leaving = users::table
        .filter(users::neon_auth_user_id.eq(subject.as_str()))
        .filter(users::issuer.eq(subject.issuer()))
        .filter(users::deletion_due_at.is_not_null())
        .select(users::id);
    let leaving = leaving.first(&mut db.conn()).await.optional()?;
    if let Some(user) = leaving {
        cancel(db, user, client, at);
    }
    Ok(leaving.is_some())
}

fn mark(db: &impl Scope, user: UserId, due: Option<DateTime<Utc>>, at: DateTime<Utc>) {
    let change = (users::deletion_due_at.eq(due), users::updated_at.eq(at));
    db.write_with_next(diesel::update(users::table.find(user)).set(change).kept());
}

/// Deletes the people whose deletion is due, each in a transaction of their own. Call it
/// periodically. A person who has meanwhile become the last owner of an organization is put
/// off by a day, so that those behind them in the queue don't wait.
pub async fn delete_due(db: &Db, provider: &Provider, at: DateTime<Utc>) -> Result<(), DbError> {
    let due = users::table
        .filter(users::deletion_due_at.le(at))
        .order(users::deletion_due_at)
        .limit(AT_ONCE)
        .select((users::id, users::issuer, users::neon_auth_user_id));
    let due: Vec<(UserId, String, String)> = db
        .once(async |mut conn: &diesel_async::AsyncPgConnection| due.load(&mut conn).await)
        .await?;
    for (user, issuer, subject) in due {
        let known_here = (issuer == EMBEDDED).then_some(subject.as_str());
        let delete = async |db: &SystemConn| {
            take_time(db).await?;
            delete(db, provider, user, known_here).await
        };
        match db.as_system("delete somebody who asked for it", delete).await {
            Ok(true) => tracing::info!(user.id = %user, "Deleted a person who had asked for it"),
            // Canceled, or another replica was first.
            Ok(false) => {}
            Err(outage @ DbError::Unavailable(_)) => return Err(outage),
            Err(refused) => {
                tracing::warn!(user.id = %user, error.cause = %refused, "A person who asked to be deleted waits another day");
                put_off(db, user, at).await?;
            }
        }
    }
    Ok(())
}

/// Deletes the person if the deletion is still due, and returns whether it did. The
/// embedded provider also deletes the person it knows as `subject`.
async fn delete(
    db: &SystemConn,
    provider: &Provider,
    user: UserId,
    subject: Option<&str>,
) -> Result<bool, DbError> {
    let deleted: bool = diesel::select(delete_due_user(user)).get_result(&mut db.conn()).await?;
    if let (Provider::Embedded(embedded), Some(subject), true) = (provider, subject, deleted) {
        embedded.delete_user_data(db, subject).await?;
    }
    Ok(deleted)
}

async fn put_off(db: &Db, user: UserId, at: DateTime<Utc>) -> Result<(), DbError> {
    let still_due = users::table.find(user).filter(users::deletion_due_at.le(at));
    let later = diesel::update(still_due).set(users::deletion_due_at.eq(at + AGAIN_AFTER)).kept();
    db.once(async |mut conn: &diesel_async::AsyncPgConnection| later.execute(&mut conn).await)
        .await
        .map(drop)
}
