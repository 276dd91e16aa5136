//! Sign-ins elsewhere that are under way: one row each, found by who holds both
//! the state and the browser's cookie, gone when it is found.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, OptionalExtension as _, QueryDsl as _};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::tables::codes;
use crate::db::{DbError, Scope as _, SystemConn};

/// Where a flow is kept.
pub(in super::super) struct FlowKey {
    pub(in super::super) id: Uuid,
    pub(in super::super) identifier: String,
}

/// Keeps what a flow needs when the browser is back.
pub(in super::super) async fn put(
    db: &SystemConn,
    key: &FlowKey,
    sealed: &str,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        codes::id.eq(key.id),
        codes::identifier.eq(&key.identifier),
        codes::value.eq(sealed),
        codes::expires_at.eq(expires_at),
        codes::created_at.eq(now),
        codes::updated_at.eq(now),
    );
    diesel::insert_into(codes::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// Takes it out again, for one caller only.
pub(in super::super) async fn take(
    db: &SystemConn,
    key: &FlowKey,
) -> Result<Option<(String, DateTime<Utc>)>, DbError> {
    let one = codes::table.find(key.id).filter(codes::identifier.eq(&key.identifier));
    let taken = diesel::delete(one).returning((codes::value, codes::expires_at));
    Ok(taken.get_result(&mut db.conn()).await.optional()?)
}
