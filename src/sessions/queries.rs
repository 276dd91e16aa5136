use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, OptionalExtension as _, QueryDsl as _,
    QueryResult, Queryable, Selectable, SelectableHelper as _, dsl::exists, sql_query,
    sql_types::Timestamptz,
};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use futures_util::try_join;

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
    secret,
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

/// A session of the current user that is about to end.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = sessions, check_for_backend(diesel::pg::Pg))]
pub struct SessionToEnd {
    id: SessionId,
    /// The provider session that it's bound to.
    pub provider_session_id: Option<String>,
}

/// The current user's other sessions, which are about to end.
#[derive(Clone, Debug, Default)]
pub struct OthersToEnd {
    /// The provider session that the one that stays is bound to.
    pub kept: Option<String>,
    /// Whether there are any.
    pub exist: bool,
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
        ending::end_tokens(db, user, now);
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

/// Finds and locks one of the current user's sessions.
pub async fn find_to_end(db: &UserReader, id: SessionId) -> Result<Option<SessionToEnd>, DbError> {
    let session = sessions::table.find(id).filter(sessions::user_id.eq(CurrentUser));
    let found = session.select(SessionToEnd::as_select()).for_update();
    Ok(found.first(&mut db.conn()).await.optional()?)
}

/// Ends one of the current user's sessions with the next statement.
pub fn end_one(db: &UserConn, session: &SessionToEnd, now: DateTime<Utc>) {
    db.write_with_next(diesel::delete(sessions::table.find(session.id)));
    ending::end_tokens(db, db.user(), now);
}

/// Ends one session of `user` with the next statement.
pub(crate) fn end_known(db: &SystemConn, user: UserId, id: SessionId) {
    let session = sessions::table.find(id).filter(sessions::user_id.eq(user));
    db.write_with_next(diesel::delete(session));
}

/// Looks which sessions the current user has besides the one with this token.
pub async fn find_others_to_end(db: &UserReader, token: &str) -> Result<OthersToEnd, DbError> {
    let (digest, own) = (secret::digest(token), sessions::user_id.eq(CurrentUser));
    let kept = sessions::table.filter(own.and(sessions::token_hash.eq(digest.clone())));
    let others = sessions::table.filter(own.and(sessions::token_hash.ne(digest)));
    let (mut first, mut second) = (db.conn(), db.conn());
    let (kept, exist) = try_join!(
        kept.select(sessions::provider_session_id).load::<Option<String>>(&mut first),
        diesel::select(exists(others)).get_result(&mut second),
    )?;
    Ok(OthersToEnd { kept: kept.into_iter().flatten().next(), exist })
}

/// Ends every session of the current user except `keep` with the next statement.
pub fn end_all_but(db: &UserConn, keep: SessionId, now: DateTime<Utc>) {
    let own = sessions::table.filter(sessions::user_id.eq(CurrentUser));
    db.write_with_next(diesel::delete(own.filter(sessions::id.ne(keep))));
    ending::end_tokens(db, db.user(), now);
}
