//! The provider's sessions, found by the digest of their token only.

use chrono::{DateTime, Utc};
use diesel::JoinOnDsl as _;
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, Insertable, OptionalExtension as _,
    QueryDsl as _, Queryable, Selectable, SelectableHelper as _,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::{
    tables::{sessions, users},
    users::AuthUser,
};
use crate::db::{Db, DbError, Scope as _, SystemConn};

/// A session, as the table has it.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions)]
pub(in super::super) struct SessionRow {
    pub(in super::super) id: Uuid,
    pub(in super::super) expires_at: DateTime<Utc>,
    pub(in super::super) token_digest: String,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
    pub(in super::super) ip_address: Option<String>,
    pub(in super::super) user_agent: Option<String>,
    pub(in super::super) user_id: Uuid,
    pub(in super::super) impersonated_by: Option<String>,
    pub(in super::super) active_organization_id: Option<String>,
}

/// The session whose token has `digest`, and whose it is.
pub(in super::super) async fn find(
    db: &Db,
    digest: &str,
) -> Result<Option<(SessionRow, AuthUser)>, DbError> {
    let statement = sessions::table
        .inner_join(users::table.on(users::id.eq(sessions::user_id)))
        .filter(sessions::token_digest.eq(digest))
        .select((SessionRow::as_select(), AuthUser::as_select()));
    db.once(async |mut conn| statement.first(&mut conn).await.optional()).await
}

/// The sessions of a person that are not over, newest first.
pub(in super::super) async fn list(
    db: &Db,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<Vec<SessionRow>, DbError> {
    let statement = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(now))
        .order(sessions::created_at.desc())
        .select(SessionRow::as_select());
    db.once(async |mut conn| statement.load(&mut conn).await).await
}

/// Begins a session.
pub(in super::super) async fn insert(db: &SystemConn, row: &SessionRow) -> Result<(), DbError> {
    let row = row.clone();
    diesel::insert_into(sessions::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// Lets a session last until `expires_at`; `false` when it has just ended.
pub(in super::super) async fn extend(
    db: &SystemConn,
    id: Uuid,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changes = (sessions::expires_at.eq(expires_at), sessions::updated_at.eq(now));
    let update = diesel::update(sessions::table.find(id)).set(changes);
    Ok(update.execute(&mut db.conn()).await? == 1)
}

/// Lets a session go on under another token, as if it began now; `false` when
/// it has just ended.
pub(in super::super) async fn renew(
    db: &SystemConn,
    id: Uuid,
    digest: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changes = (
        sessions::token_digest.eq(digest),
        sessions::created_at.eq(now),
        sessions::updated_at.eq(now),
    );
    let update = diesel::update(sessions::table.find(id)).set(changes);
    Ok(update.execute(&mut db.conn()).await? == 1)
}

/// Ends the session whose token has `digest`.
pub(in super::super) async fn end(db: &SystemConn, digest: &str) -> Result<(), DbError> {
    let one = sessions::table.filter(sessions::token_digest.eq(digest));
    diesel::delete(one).execute(&mut db.conn()).await?;
    Ok(())
}

/// Ends one session of a person, named by its id or its token's digest.
pub(in super::super) async fn end_one_of(
    db: &SystemConn,
    user: Uuid,
    id: Option<Uuid>,
    digest: &str,
) -> Result<(), DbError> {
    let named = sessions::id.eq(id.unwrap_or_default()).or(sessions::token_digest.eq(digest));
    let one = sessions::table.filter(sessions::user_id.eq(user)).filter(named);
    diesel::delete(one).execute(&mut db.conn()).await?;
    Ok(())
}

/// Ends all sessions of a person but the one to be kept.
pub(in super::super) async fn end_all_of(
    db: &SystemConn,
    user: Uuid,
    kept: Option<Uuid>,
) -> Result<usize, DbError> {
    let others = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::id.ne(kept.unwrap_or_default()));
    Ok(diesel::delete(others).execute(&mut db.conn()).await?)
}

/// Deletes sessions that ended before `then`.
pub(in super::super) async fn purge(
    db: &SystemConn,
    then: DateTime<Utc>,
) -> Result<usize, DbError> {
    let over = sessions::table.filter(sessions::expires_at.lt(then));
    Ok(diesel::delete(over).execute(&mut db.conn()).await?)
}
