//! Links by mail: one row per kind, mailbox and browser, found by the digest of the token.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, Insertable, OptionalExtension as _, QueryDsl as _,
    TextExpressionMethods as _, query_builder::AsChangeset,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::tables::codes;
use crate::db::{Db, DbError, Scope as _, SystemConn};

/// A link, as stored in the table.
#[derive(Insertable, AsChangeset)]
#[diesel(table_name = codes, treat_none_as_default_value = false)]
pub(in super::super) struct LinkRow {
    pub(in super::super) id: Uuid,
    /// The kind and the token's digest.
    pub(in super::super) identifier: String,
    /// The mailbox that it is for.
    pub(in super::super) mailbox: Option<String>,
    /// The other data, as JSON.
    pub(in super::super) value: String,
    pub(in super::super) expires_at: DateTime<Utc>,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) updated_at: DateTime<Utc>,
}

/// The link's data, and when it expires.
pub(in super::super) type LinkValue = (String, DateTime<Utc>);

/// Replaces the link in its place.
pub(in super::super) async fn put(db: &SystemConn, row: &LinkRow) -> Result<(), DbError> {
    let put = diesel::insert_into(codes::table).values(row).on_conflict(codes::id);
    put.do_update().set(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// Finds a link, outside a transaction.
pub(in super::super) async fn find(
    db: &Db,
    identifier: &str,
) -> Result<Option<LinkValue>, DbError> {
    let statement = codes::table
        .filter(codes::identifier.eq(identifier))
        .select((codes::value, codes::expires_at));
    db.once(async |mut conn| statement.first(&mut conn).await.optional()).await
}

/// Does the same as [`find`], in a transaction that may go on to take the link.
pub(in super::super) async fn peek(
    db: &SystemConn,
    identifier: &str,
) -> Result<Option<LinkValue>, DbError> {
    let statement = codes::table
        .filter(codes::identifier.eq(identifier))
        .select((codes::value, codes::expires_at));
    Ok(statement.first(&mut db.conn()).await.optional()?)
}

/// Takes a link and all others of its `kind` for the mailbox; `true` for one caller only.
/// They are locked in one order first, or callers with two of them would deadlock.
pub(in super::super) async fn take_all(
    db: &SystemConn,
    identifier: &str,
    kind: &str,
    mailbox: &str,
) -> Result<bool, DbError> {
    let all = codes::table
        .filter(codes::mailbox.eq(mailbox))
        .filter(codes::identifier.like(format!("{kind}:%")));
    let held = all.order(codes::id).for_update().select((codes::id, codes::identifier));
    let held: Vec<(Uuid, String)> = held.load(&mut db.conn()).await?;
    if !held.iter().any(|(_, name)| name == identifier) {
        return Ok(false);
    }
    let ids = held.into_iter().map(|(id, _)| id);
    let all = codes::table.filter(codes::id.eq_any(ids));
    Ok(diesel::delete(all).execute(&mut db.conn()).await? > 0)
}

/// Deletes the link with this id.
pub(in super::super) async fn delete(db: &SystemConn, id: Uuid) -> Result<(), DbError> {
    diesel::delete(codes::table.find(id)).execute(&mut db.conn()).await?;
    Ok(())
}
