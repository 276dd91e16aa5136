//! Signing keys.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, Insertable, NullableExpressionMethods as _,
    QueryDsl as _, Queryable, Selectable, SelectableHelper as _, sql_types::BigInt,
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::tables::jwks;
use crate::db::{Db, DbError, Scope as _, SystemConn};

/// The advisory lock under which a key is created; any constant will do.
const LOCK: i64 = 7_836_521_905;

diesel::define_sql_function! {
    /// Returns nothing that is ever read.
    fn pg_advisory_xact_lock(key: BigInt) -> Text;
}

/// A key pair, as stored in the table.
#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = jwks)]
pub(in super::super) struct KeyRow {
    pub(in super::super) id: Uuid,
    /// The public key as a JWK.
    pub(in super::super) public_key: String,
    /// The private key, sealed.
    pub(in super::super) private_key: String,
    pub(in super::super) created_at: DateTime<Utc>,
    pub(in super::super) expires_at: Option<DateTime<Utc>>,
    pub(in super::super) alg: Option<String>,
    pub(in super::super) crv: Option<String>,
}

/// Returns all keys, newest first.
pub(in super::super) async fn all(db: &Db) -> Result<Vec<KeyRow>, DbError> {
    let newest_first = jwks::table.order((jwks::created_at.desc(), jwks::id.desc()));
    let statement = newest_first.select(KeyRow::as_select());
    db.once(async |mut conn| statement.load(&mut conn).await).await
}

/// Returns all keys, newest first, and prevents new ones until the commit.
pub(in super::super) async fn lock_all(db: &SystemConn) -> Result<Vec<KeyRow>, DbError> {
    diesel::select(pg_advisory_xact_lock(LOCK)).execute(&mut db.conn()).await?;
    let newest_first = jwks::table.order((jwks::created_at.desc(), jwks::id.desc()));
    Ok(newest_first.select(KeyRow::as_select()).load(&mut db.conn()).await?)
}

/// Adds a key.
pub(in super::super) async fn insert(db: &SystemConn, row: KeyRow) -> Result<(), DbError> {
    diesel::insert_into(jwks::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// The age at which keys are deleted.
pub(in super::super) struct Cutoff {
    /// For keys that have an end.
    pub(in super::super) ended_before: DateTime<Utc>,
    /// For keys that have none.
    pub(in super::super) created_before: DateTime<Utc>,
}

/// Deletes old keys.
pub(in super::super) async fn purge(db: &SystemConn, cutoff: &Cutoff) -> Result<usize, DbError> {
    let endless = jwks::expires_at.is_null().and(jwks::created_at.lt(cutoff.created_before));
    let over = jwks::expires_at.lt(cutoff.ended_before).or(endless.nullable());
    Ok(diesel::delete(jwks::table.filter(over)).execute(&mut db.conn()).await?)
}
