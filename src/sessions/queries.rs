use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult, Queryable,
    Selectable, SelectableHelper as _, sql_query, sql_types::Timestamptz,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};

use super::{
    NewSession, ProvenAt, authority_rows::NoteProof, ending, policy::Lifetime,
    provider_check::Columns,
};
use crate::{
    db::{
        AtMostDsl as _, Batches, CurrentUser, DbError, KeptDsl as _, Scope, SystemConn, UserConn,
        UserReader, schema::sessions,
    },
    ids::{SessionId, TenantId, UserId},
    types::ClientInfo,
};

/// A session as its owner sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub struct SessionRow {
    /// Identifies the session in URLs.
    pub id: SessionId,
    /// IP address the session was opened from; empty if unknown.
    pub ip_address: String,
    /// `User-Agent` the session was opened with.
    pub user_agent: String,
    /// Time at which the session was opened.
    pub created_at: DateTime<Utc>,
    /// Time of a recent request, accurate to a few minutes.
    pub last_seen_at: DateTime<Utc>,
}

/// A session that has ended.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub struct EndedSession {
    /// The provider session it was bound to.
    pub provider_session_id: Option<String>,
}

/// The later expiry of a session in use.
pub(super) struct Extension {
    pub(super) at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// The row of a new session.
pub(super) struct NewRow<'a> {
    pub(super) id: SessionId,
    pub(super) user: UserId,
    pub(super) token_hash: Vec<u8>,
    pub(super) begins: &'a NewSession<'a>,
    pub(super) provider: Columns<'a>,
}

pub(super) async fn insert(
    db: &SystemConn,
    new: NewRow<'_>,
    client: &ClientInfo,
    lifetime: &Lifetime,
) -> Result<(), DbError> {
    let NewRow { id, user, token_hash, begins, provider } = new;
    let is_now = begins.proven == ProvenAt::Now;
    let row = (
        sessions::id.eq(id),
        sessions::user_id.eq(user),
        sessions::token_hash.eq(token_hash),
        sessions::provider_session_id.eq(provider.session),
        sessions::provider_credential.eq(provider.credential),
        sessions::provider_checked_at.eq(provider.checked_at),
        sessions::provider_check_due_at.eq(provider.check_due_at),
        sessions::last_tenant_id.eq(begins.last_tenant),
        sessions::authenticated_at.eq(is_now.then_some(lifetime.opened_at)),
        sessions::ip_address.eq(client.ip.map(|ip| ip.to_string()).unwrap_or_default()),
        sessions::user_agent.eq(&client.user_agent),
        sessions::created_at.eq(lifetime.opened_at),
        sessions::last_seen_at.eq(lifetime.opened_at),
        sessions::refreshed_at.eq(lifetime.opened_at),
        sessions::expires_at.eq(lifetime.expires_at),
        sessions::absolute_expires_at.eq(lifetime.absolute_expires_at),
    );
    let insert = diesel::insert_into(sessions::table).values(row);
    insert.execute(&mut db.conn()).await?;
    Ok(())
}

pub(super) async fn run(db: &SystemConn, statement: NoteProof<'_>) -> Result<(), DbError> {
    diesel_async::RunQueryDsl::execute(statement, &mut db.conn()).await?;
    Ok(())
}

/// Ends the session with this token and tokens that may be its; returns its owner.
pub(super) async fn end_owned(
    db: &SystemConn,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<UserId>, DbError> {
    let session = sessions::table.filter(sessions::token_hash.eq(token_hash));
    let ended = diesel::delete(session).returning(sessions::user_id);
    let user = ended.get_result(&mut db.conn()).await.optional()?;
    if let Some(user) = user {
        ending::end_tokens(db, user, now).await?;
    }
    Ok(user)
}

/// Records when and where a session was seen, and its new expiry. Doesn't wait for a
/// locked row: its holder is recording the same or ending the session.
pub(super) async fn touch(
    db: &impl Scope,
    id: SessionId,
    seen: Option<(DateTime<Utc>, Option<TenantId>)>,
    extension: Option<Extension>,
) -> Result<(), DbError> {
    let this = diesel::alias!(sessions as this);
    let free = this.filter(this.field(sessions::id).eq(id)).select(this.field(sessions::id));
    let free = free.for_update().skip_locked();
    let seen = seen
        .map(|(at, tenant)| (sessions::last_seen_at.eq(at), sessions::last_tenant_id.eq(tenant)));
    let refreshed = extension
        .map(|it| (sessions::refreshed_at.eq(it.at), sessions::expires_at.eq(it.expires_at)));
    diesel::update(sessions::table.filter(sessions::id.eq_any(free)))
        .set((seen, refreshed))
        .kept()
        .execute(&mut db.conn())
        .await?;
    Ok(())
}

pub(super) async fn end(mut conn: &AsyncPgConnection, token_hash: &[u8]) -> QueryResult<()> {
    let session = sessions::table.filter(sessions::token_hash.eq(token_hash));
    diesel::delete(session).execute(&mut conn).await?;
    Ok(())
}

pub(super) async fn end_others(mut conn: &AsyncPgConnection, token_hash: &[u8]) -> QueryResult<()> {
    let this = diesel::alias!(sessions as this);
    let owner = this
        .filter(this.field(sessions::token_hash).eq(token_hash))
        .select(this.field(sessions::user_id));
    let others = sessions::table
        .filter(sessions::user_id.eq_any(owner))
        .filter(sessions::token_hash.ne(token_hash));
    diesel::delete(others).execute(&mut conn).await?;
    Ok(())
}

/// The ended sessions of a round; as many rows as one statement deletes at most.
pub(super) const DELETED: Batches = Batches { rows: 10_000, most: 20 };

/// Deletes a batch, so that no statement takes long, and returns how many. While another
/// replica deletes, it deletes none.
pub(super) async fn delete_ended(
    mut conn: &AsyncPgConnection,
    now: DateTime<Utc>,
) -> QueryResult<i64> {
    let text = "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions \
                WHERE expires_at <= $1 AND (SELECT pg_try_advisory_xact_lock(4711000114)) \
                LIMIT 10000 FOR UPDATE SKIP LOCKED)";
    let deleted = sql_query(text).bind::<Timestamptz, _>(now).execute(&mut conn).await?;
    Ok(i64::try_from(deleted).unwrap_or(i64::MAX))
}

/// Lists the sessions of the current user, most recently used first.
pub async fn list(db: &UserReader, now: DateTime<Utc>) -> Result<Vec<SessionRow>, DbError> {
    let rows = sessions::table
        .filter(sessions::user_id.eq(CurrentUser))
        .filter(sessions::expires_at.gt(now))
        .order(sessions::last_seen_at.desc())
        .select(SessionRow::as_select())
        .at_most::<100>()
        .load(&mut db.conn())
        .await?;
    Ok(rows)
}

/// Ends one session of the current user; `None` if there is no such session.
pub async fn delete(
    db: &UserConn,
    id: SessionId,
    now: DateTime<Utc>,
) -> Result<Option<EndedSession>, DbError> {
    let session = sessions::table.find(id).filter(sessions::user_id.eq(CurrentUser));
    let ended = diesel::delete(session).returning(EndedSession::as_returning());
    let ended = ended.get_result(&mut db.conn()).await.optional()?;
    if ended.is_some() {
        ending::end_tokens(db, db.user(), now).await?;
    }
    Ok(ended)
}

/// Ends one session of `user`.
pub(crate) async fn end_known(db: &SystemConn, user: UserId, id: SessionId) -> Result<(), DbError> {
    let session = sessions::table.find(id).filter(sessions::user_id.eq(user));
    diesel::delete(session).execute(&mut db.conn()).await?;
    Ok(())
}

/// Returns the provider session that one of the current user's sessions is bound to.
pub async fn provider_session(db: &UserConn, id: SessionId) -> Result<Option<String>, DbError> {
    let session = sessions::table.find(id).filter(sessions::user_id.eq(CurrentUser));
    let bound = session.select(sessions::provider_session_id);
    Ok(bound.first::<Option<String>>(&mut db.conn()).await.optional()?.flatten())
}

/// Ends every session of the current user except `keep`, and returns how many.
pub async fn delete_others(
    db: &UserConn,
    keep: SessionId,
    now: DateTime<Utc>,
) -> Result<usize, DbError> {
    let others =
        sessions::table.filter(sessions::user_id.eq(CurrentUser)).filter(sessions::id.ne(keep));
    let ended = diesel::delete(others).execute(&mut db.conn()).await?;
    ending::end_tokens(db, db.user(), now).await?;
    Ok(ended)
}
