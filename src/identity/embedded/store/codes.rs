//! One-time codes: one row per slot, with the value `<digest>:<wrong tries>`.

use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    OptionalExtension as _, QueryDsl, QueryResult, Queryable, Selectable, SelectableHelper as _,
    TextExpressionMethods as _,
    dsl::max,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    query_dsl::methods::FilterDsl,
    sql_types::{Text, Timestamptz, Uuid as SqlUuid},
};
use diesel_async::RunQueryDsl as _;
use uuid::Uuid;

use super::tables::{codes, users};
use crate::{
    db::{DbError, KeptDsl as _, Scope, SystemConn},
    identity::embedded::otp::{EMPTY, LIFETIME, Slot, StoredCode},
};

/// Puts a code into its slot; `false` if the slot holds one that was made after
/// `unless_after` and isn't used up.
pub(in super::super) async fn put(
    db: &SystemConn,
    slot: &Slot,
    digest: &str,
    unless_after: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool, DbError> {
    let value = format!("{digest}:0");
    let content = (
        codes::value.eq(&value),
        codes::expires_at.eq(now + LIFETIME),
        codes::created_at.eq(now),
        codes::updated_at.eq(now),
    );
    let row = (
        codes::id.eq(slot.id),
        codes::identifier.eq(&slot.identifier),
        codes::mailbox.eq(&slot.mailbox),
        content,
    );
    let put = diesel::insert_into(codes::table)
        .values(row)
        .on_conflict(codes::id)
        .do_update()
        .set(content);
    // Nothing stands before the colon once a code is used up, however often it's tried then.
    let is_free = codes::created_at.le(unless_after).or(codes::value.like(":%"));
    let put = FilterDsl::filter(put, is_free);
    Ok(put.execute(&mut db.conn()).await? == 1)
}

/// Stores a one-time secret's slot with its data.
pub(in super::super) async fn keep(
    db: &SystemConn,
    slot: &Slot,
    value: &str,
    expires_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        codes::id.eq(slot.id),
        codes::identifier.eq(&slot.identifier),
        codes::mailbox.eq(&slot.mailbox),
        codes::value.eq(value),
        codes::expires_at.eq(expires_at),
        codes::created_at.eq(now),
        codes::updated_at.eq(now),
    );
    diesel::insert_into(codes::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

/// Takes what [`keep`] stored, unless it has expired; succeeds for one caller only.
pub(in super::super) async fn take_kept(
    db: &SystemConn,
    slot: &Slot,
    now: DateTime<Utc>,
) -> Result<Option<String>, DbError> {
    let kept = QueryDsl::filter(codes::table.find(slot.id), codes::expires_at.gt(now));
    let taken = diesel::delete(kept).returning(codes::value);
    Ok(taken.get_result(&mut db.conn()).await.optional()?)
}

/// The data stored by [`keep`].
#[derive(Queryable, Selectable)]
#[diesel(table_name = codes)]
pub(in super::super) struct StoredValue {
    pub(in super::super) value: String,
    pub(in super::super) created_at: DateTime<Utc>,
}

/// Returns what [`keep`] stored, unless it has expired.
pub(in super::super) async fn peek_kept(
    db: &SystemConn,
    slot: &Slot,
    now: DateTime<Utc>,
) -> Result<Option<StoredValue>, DbError> {
    let kept = QueryDsl::filter(codes::table.find(slot.id), codes::expires_at.gt(now));
    let found = QueryDsl::select(kept, StoredValue::as_select());
    Ok(found.first(&mut db.conn()).await.optional()?)
}

/// Returns the unexpired rows named by `identifier`, oldest first.
pub(in super::super) async fn all_kept(
    db: &SystemConn,
    identifier: &str,
    now: DateTime<Utc>,
) -> Result<Vec<StoredValue>, DbError> {
    let named = QueryDsl::filter(codes::table, codes::identifier.eq(identifier));
    let living = QueryDsl::filter(named, codes::expires_at.gt(now));
    let ordered = QueryDsl::order(living, codes::created_at);
    Ok(QueryDsl::select(ordered, StoredValue::as_select()).load(&mut db.conn()).await?)
}

/// Returns when the latest row named by `identifier` was stored.
pub(in super::super) async fn latest(
    db: &SystemConn,
    identifier: &str,
) -> Result<Option<DateTime<Utc>>, DbError> {
    let named = QueryDsl::filter(codes::table, codes::identifier.eq(identifier));
    let latest = QueryDsl::select(named, max(codes::created_at));
    Ok(latest.first(&mut db.conn()).await?)
}

/// Deletes the rows stored since `then` that `identifier` names.
pub(in super::super) async fn drop_since(
    db: &SystemConn,
    identifier: &str,
    then: DateTime<Utc>,
) -> Result<(), DbError> {
    let named = QueryDsl::filter(codes::table, codes::identifier.eq(identifier));
    let since = QueryDsl::filter(named, codes::created_at.ge(then));
    diesel::delete(since).execute(&mut db.conn()).await?;
    Ok(())
}

/// Deletes every code and link for the account with this address, with the next statement.
pub(in super::super) fn drop_of(db: &impl Scope, mailbox: &str) {
    let theirs = QueryDsl::filter(codes::table, codes::mailbox.eq(mailbox.to_owned()));
    db.write_with_next(diesel::delete(theirs));
}

/// Like [`drop_of`], for a person by their key.
pub(in super::super) fn drop_of_user(db: &impl Scope, user: Uuid) {
    let person = QueryDsl::filter(users::table, users::id.eq(user));
    let mailbox = QueryDsl::select(person, users::email.nullable());
    let theirs = QueryDsl::filter(codes::table, codes::mailbox.eq_any(mailbox));
    db.write_with_next(diesel::delete(theirs));
}

/// Counts a try, as wrong unless the code has `digest`, and returns the slot's content
/// afterwards. If the code is in another slot as well, since a program may have asked for
/// it, the try counts there too: it allows three wrong tries in all. The rows stay locked
/// until the commit, so that tries queue up.
pub(in super::super) async fn count_try(
    db: &SystemConn,
    slot: &Slot,
    digest: &str,
    now: DateTime<Utc>,
) -> Result<Option<StoredCode>, DbError> {
    let (id, identifier) = (slot.id, slot.identifier.clone());
    let count = CountTry { id, identifier, digest: digest.to_owned(), now };
    let row: Option<(String, DateTime<Utc>)> = count.get_result(&mut db.conn()).await.optional()?;
    Ok(row.map(|(value, expires_at)| StoredCode { value, expires_at }))
}

/// Takes what [`keep`] stored; `true` for one caller only.
pub(in super::super) async fn take(db: &SystemConn, slot: &Slot) -> Result<bool, DbError> {
    Ok(diesel::delete(codes::table.find(slot.id)).execute(&mut db.conn()).await? == 1)
}

/// Takes a code and those that others asked for; `true` for one caller only.
pub(in super::super) async fn take_all(db: &SystemConn, slot: &Slot) -> Result<bool, DbError> {
    let all = QueryDsl::filter(codes::table, codes::identifier.eq(&slot.identifier));
    Ok(diesel::delete(all).execute(&mut db.conn()).await? > 0)
}

/// Empties a slot whose code is no longer valid, and the other slot with the same code,
/// which [`count_try`] has locked.
pub(in super::super) async fn empty(
    db: &SystemConn,
    slot: &Slot,
    tried: &StoredCode,
) -> Result<(), DbError> {
    let named = QueryDsl::filter(codes::table, codes::identifier.eq(&slot.identifier));
    let same = codes::id.eq(slot.id).or(codes::value.eq(&tried.value));
    let rows = QueryDsl::filter(named, same);
    diesel::update(rows).set(codes::value.eq(EMPTY)).kept().execute(&mut db.conn()).await?;
    Ok(())
}

/// Deletes codes that expired before `then`.
pub(in super::super) async fn purge(
    db: &SystemConn,
    then: DateTime<Utc>,
) -> Result<usize, DbError> {
    let old = QueryDsl::filter(codes::table, codes::expires_at.lt(then));
    Ok(diesel::delete(old).execute(&mut db.conn()).await?)
}

#[derive(QueryId)]
struct CountTry {
    id: Uuid,
    identifier: String,
    digest: String,
    now: DateTime<Utc>,
}

impl Query for CountTry {
    type SqlType = (Text, Timestamptz);
}

impl QueryFragment<Pg> for CountTry {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // Locks all codes of the mailbox in one order, since a sign-in ends the others.
        out.push_sql(
            r"WITH held AS (SELECT id, split_part(value, ':', 1) AS code
                 FROM neon_auth.verification WHERE identifier = ",
        );
        out.push_bind_param::<Text, _>(&self.identifier)?;
        out.push_sql(
            r" ORDER BY id FOR UPDATE),
               same AS (SELECT id FROM held WHERE code = (SELECT code FROM held WHERE id = ",
        );
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        out.push_sql(
            r")),
               tried AS (UPDATE neon_auth.verification v SET value = CASE
                 WHEN split_part(v.value, ':', 1) = ",
        );
        out.push_bind_param::<Text, _>(&self.digest)?;
        out.push_sql(
            r#" THEN v.value
                 ELSE split_part(v.value, ':', 1) || ':' || split_part(v.value, ':', 2)::int + 1
               END, "updatedAt" = "#,
        );
        out.push_bind_param::<Timestamptz, _>(&self.now)?;
        out.push_sql(
            r#" FROM same WHERE v.id = same.id RETURNING v.id, v.value, v."expiresAt")
               SELECT value, "expiresAt" FROM tried WHERE id = "#,
        );
        out.push_bind_param::<SqlUuid, _>(&self.id)?;
        Ok(())
    }
}
