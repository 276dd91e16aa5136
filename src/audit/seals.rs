//! Seals the history of each organization: a hash chain over its events, made in batches by
//! a job and verified by `tenantry audit verify`.

use diesel::{
    ExpressionMethods as _, OptionalExtension as _, QueryDsl as _, QueryResult, Queryable,
    dsl::count_star,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Integer, Nullable, Text, Uuid},
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;

use crate::{
    db::{
        Batches, CurrentTenant, Db, DbError, Scope as _, TenantConn,
        schema::{audit_events, audit_seals, audit_unsealed},
        take_time,
    },
    ids::AuditEventId,
};

diesel::define_sql_function! {
    /// Seals some of the events that wait, and returns their number.
    fn seal_audit_events() -> BigInt;
}

diesel::define_sql_function! {
    /// Deletes some events that were sealed more than `days` ago, and returns their number.
    fn forget_old_audit_events(days: Integer) -> BigInt;
}

/// The transactions of one round; one that has found nothing was the last.
const ROUND: Batches = Batches { rows: 1, most: 100 };

/// Seals what has been recorded since the last time; `jobs` calls it once a minute.
pub async fn seal(db: &Db) -> Result<(), DbError> {
    ROUND.run(|| seal_some(db)).await
}

async fn seal_some(db: &Db) -> Result<i64, DbError> {
    db.as_system("seal the organizations' histories", async |db| {
        take_time(db).await?;
        Ok(diesel::select(seal_audit_events()).get_result(&mut db.conn()).await?)
    })
    .await
}

/// Deletes what was sealed more than `days` ago; `jobs` calls it once a minute.
pub async fn purge_old(db: &Db, days: i32) -> Result<(), DbError> {
    ROUND.run(|| purge_some(db, days)).await
}

async fn purge_some(db: &Db, days: i32) -> Result<i64, DbError> {
    db.as_system("purge old histories", async |db| {
        take_time(db).await?;
        Ok(diesel::select(forget_old_audit_events(days)).get_result(&mut db.conn()).await?)
    })
    .await
}

/// Something in a history that differs from its seals.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Finding {
    /// The seal's number; `None` if no seal covers the event.
    pub seal: Option<i64>,
    /// The event; `None` if the seal itself is wrong.
    pub event: Option<AuditEventId>,
    /// A sentence without its full stop, such as "the event is missing".
    pub text: String,
}

/// The extent of a history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    /// The number of events.
    pub events: i64,
    /// The number of those that no seal covers yet.
    pub unsealed: i64,
    /// The last seal.
    pub last: Option<Seal>,
}

/// A seal.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Seal {
    /// Counts from 1.
    pub number: i64,
    /// The digest of the seal and everything before it.
    pub digest: Vec<u8>,
}

/// Compares the current tenant's history with its seals.
pub async fn verify(db: &TenantConn) -> Result<(Extent, Vec<Finding>), DbError> {
    take_time(db).await?;
    let (mut first, mut second, mut third, mut fourth) =
        (db.conn(), db.conn(), db.conn(), db.conn());
    let events = audit_events::table.filter(audit_events::tenant_id.eq(CurrentTenant));
    let unsealed = audit_unsealed::table.filter(audit_unsealed::tenant_id.eq(CurrentTenant));
    let last = audit_seals::table
        .filter(audit_seals::tenant_id.eq(CurrentTenant))
        .order(audit_seals::number.desc())
        .select((audit_seals::number, audit_seals::digest));
    let (findings, events, unsealed, last) = try_join!(
        Findings.load::<Finding>(&mut first),
        events.select(count_star()).get_result(&mut second),
        unsealed.select(count_star()).get_result(&mut third),
        async { last.first::<Seal>(&mut fourth).await.optional() },
    )?;
    Ok((Extent { events, unsealed, last }, findings))
}

/// Reads all findings.
struct Findings;

impl QueryFragment<Pg> for Findings {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT seal, event, finding FROM audit_findings()");
        Ok(())
    }
}

impl QueryId for Findings {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Findings {
    type SqlType = (Nullable<BigInt>, Nullable<Uuid>, Text);
}
