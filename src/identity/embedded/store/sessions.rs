//! The provider's sessions; a token finds one only by its digest.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, Insertable, JoinOnDsl as _,
    NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult, Queryable,
    Selectable, SelectableHelper as _, dsl::exists, sql_types::Text,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::{
    tables::{sessions, users},
    users::AuthUser,
};
use crate::db::{
    AtMostDsl as _, Db, DbError, KeptDsl as _, Scope, SystemConn, schema::users as people,
};

/// A session, as stored in the table.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
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

/// A session with its owner. Sessions of people who are suspended here are never found.
pub(in super::super) struct Found {
    pub(in super::super) session: SessionRow,
    pub(in super::super) user: AuthUser,
    /// The person asked to be deleted, and may only cancel that and end sessions.
    pub(in super::super) is_closing: bool,
}

type FoundRow = (SessionRow, AuthUser, Option<DateTime<Utc>>);

impl Found {
    fn read(row: QueryResult<FoundRow>) -> QueryResult<Option<Self>> {
        let row = row.optional()?;
        Ok(row.map(|(session, user, due)| Self { session, user, is_closing: due.is_some() }))
    }
}

/// Returns [`Found`] for the first row that meets the condition.
macro_rules! find_where {
    ($db:expr, $condition:expr) => {{
        let person = people::neon_auth_user_id.eq(users::id.cast::<Text>());
        let statement = sessions::table
            .inner_join(users::table.on(users::id.eq(sessions::user_id)))
            .left_join(people::table.on(person))
            .filter($condition)
            .filter(people::suspended_at.is_null())
            .select((
                SessionRow::as_select(),
                AuthUser::as_select(),
                people::deletion_due_at.nullable(),
            ))
            .at_most::<1>();
        $db.once(async |mut conn| Found::read(statement.get_result(&mut conn).await)).await
    }};
}

/// Finds the session whose token has `digest`.
pub(in super::super) async fn find(db: &Db, digest: &str) -> Result<Option<Found>, DbError> {
    find_where!(db, sessions::token_digest.eq(digest))
}

/// Finds the session `id`.
pub(in super::super) async fn find_by_id(db: &Db, id: Uuid) -> Result<Option<Found>, DbError> {
    find_where!(db, sessions::id.eq(id))
}

/// Whether `user` has the session `id` and it hasn't expired.
pub(in super::super) async fn is_alive(
    db: &SystemConn,
    id: Uuid,
    user: Uuid,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let alive = sessions::table
        .find(id)
        .filter(sessions::user_id.eq(user))
        .filter(sessions::expires_at.gt(now));
    Ok(diesel::select(exists(alive)).get_result(&mut db.conn()).await?)
}

/// Lists a person's sessions that haven't expired, newest first.
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
    let insert = diesel::insert_into(sessions::table).values(row.clone());
    insert.execute(&mut db.conn()).await?;
    Ok(())
}

/// Extends a session until `expires_at`; `false` if it has just ended.
pub(in super::super) async fn extend(
    db: &SystemConn,
    id: Uuid,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changes = (sessions::expires_at.eq(expires_at), sessions::updated_at.eq(now));
    let update = diesel::update(sessions::table.find(id)).set(changes).kept();
    Ok(update.execute(&mut db.conn()).await? == 1)
}

/// Moves a session to another key and token, as if it began now; `false` if it has just
/// ended.
pub(in super::super) async fn renew(
    db: &impl Scope,
    id: Uuid,
    next: Uuid,
    digest: &str,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let changes = (
        sessions::id.eq(next),
        sessions::token_digest.eq(digest),
        sessions::created_at.eq(now),
        sessions::updated_at.eq(now),
    );
    let update = diesel::update(sessions::table.find(id)).set(changes).kept();
    Ok(update.execute(&mut db.conn()).await? == 1)
}

/// Moves a session to another key; `false` if it has just ended.
pub(in super::super) async fn rename(
    db: &impl Scope,
    id: Uuid,
    next: Uuid,
) -> Result<bool, DbError> {
    let update = diesel::update(sessions::table.find(id)).set(sessions::id.eq(next)).kept();
    Ok(update.execute(&mut db.conn()).await? == 1)
}

/// Ends the sessions whose tokens have these digests, except `kept`.
pub(in super::super) async fn end(
    db: &Db,
    digests: &[String],
    kept: Option<Uuid>,
) -> Result<(), DbError> {
    let these = sessions::table
        .filter(sessions::token_digest.eq_any(digests))
        .filter(sessions::id.ne(kept.unwrap_or_default()));
    let end = diesel::delete(these);
    db.once(async |mut conn| end.execute(&mut conn).await.map(drop)).await
}

/// Ends one session of a person, given by its id or its token's digest, with the next statement.
pub(in super::super) fn end_one_of(db: &impl Scope, user: Uuid, id: Option<Uuid>, digest: &str) {
    let digest = sessions::token_digest.eq(digest.to_owned());
    let named = sessions::id.eq(id.unwrap_or_default()).or(digest);
    let one = sessions::table.filter(sessions::user_id.eq(user)).filter(named);
    db.write_with_next(diesel::delete(one));
}

/// Ends all sessions of a person except `kept`, with the next statement.
pub(in super::super) fn end_all_of(db: &impl Scope, user: Uuid, kept: Option<Uuid>) {
    let others = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::id.ne(kept.unwrap_or_default()));
    db.write_with_next(diesel::delete(others));
}

/// Ends all sessions of everybody.
pub(in super::super) async fn end_all(db: &SystemConn) -> Result<(), DbError> {
    diesel::delete(sessions::table).execute(&mut db.conn()).await?;
    Ok(())
}

/// Deletes sessions that expired before `then`.
pub(in super::super) async fn purge(
    db: &SystemConn,
    then: DateTime<Utc>,
) -> Result<usize, DbError> {
    let over = sessions::table.filter(sessions::expires_at.lt(then));
    Ok(diesel::delete(over).execute(&mut db.conn()).await?)
}
