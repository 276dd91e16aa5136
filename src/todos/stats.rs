//! The dashboard's figures, each read by one statement.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    QueryDsl as _, QueryResult, Queryable, dsl,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Date, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        DbError, Scope as _, TenantConn,
        schema::{todos, users},
    },
    ids::{TenantId, UserId},
};

/// The dashboard's numbers.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Figures {
    /// Still to be done.
    pub open: i64,
    /// Done.
    pub done: i64,
}

/// One day of the dashboard's chart, in UTC.
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Day {
    /// The day.
    pub date: NaiveDate,
    /// How many todos were written.
    pub created: i64,
    /// How many were done.
    pub completed: i64,
}

/// A todo that was written or done lately.
#[derive(Clone, Debug, Queryable)]
pub struct Recent {
    /// What is to be done.
    pub title: String,
    /// The author's name; may be empty.
    pub author: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was done.
    pub completed_at: Option<DateTime<Utc>>,
}

/// How many days the chart shows.
const DAYS: u64 = 14;

const RECENT: i64 = 6;

pub(super) async fn figures(db: &TenantConn, reader: UserId) -> Result<Figures, DbError> {
    let figures = todos::table
        .filter(todos::tenant_id.eq(db.tenant()))
        .filter(todos::shared.eq(true).or(todos::author_id.eq(reader)))
        .select((
            dsl::count(todos::id).aggregate_filter(todos::completed_at.is_null()),
            dsl::count(todos::id).aggregate_filter(todos::completed_at.is_not_null()),
        ))
        .get_result(&mut db.conn())
        .await?;
    Ok(figures)
}

pub(super) async fn recent(db: &TenantConn, reader: UserId) -> Result<Vec<Recent>, DbError> {
    let recent = todos::table
        .inner_join(users::table)
        .filter(todos::tenant_id.eq(db.tenant()))
        .filter(todos::shared.eq(true).or(todos::author_id.eq(reader)))
        .order(todos::id.desc())
        .limit(RECENT)
        .select((todos::title, users::name, todos::created_at, todos::completed_at))
        .load(&mut db.conn())
        .await?;
    Ok(recent)
}

pub(super) async fn history(
    db: &TenantConn,
    reader: UserId,
    now: DateTime<Utc>,
) -> Result<Vec<Day>, DbError> {
    let last = now.date_naive();
    let first = last.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(last);
    let since = first.and_time(chrono::NaiveTime::MIN).and_utc();
    let history = History { tenant: db.tenant(), reader, since, first, last };
    Ok(history.load(&mut db.conn()).await?)
}

/// Two index scans and a calendar: days without todos are rows, too.
struct History {
    tenant: TenantId,
    reader: UserId,
    since: DateTime<Utc>,
    first: NaiveDate,
    last: NaiveDate,
}

const HISTORY: &str = "
SELECT day::date, count(*) FILTER (WHERE kind = 'created'), count(*) FILTER (WHERE kind = 'completed')
FROM generate_series($4::timestamp, $5::timestamp, interval '1 day') AS day
LEFT JOIN (
    SELECT 'created' AS kind, (created_at AT TIME ZONE 'UTC')::date AS on_day FROM todos
    WHERE tenant_id = $1 AND (shared OR author_id = $2) AND created_at >= $3
    UNION ALL
    SELECT 'completed', (completed_at AT TIME ZONE 'UTC')::date FROM todos
    WHERE tenant_id = $1 AND (shared OR author_id = $2) AND completed_at >= $3
) happened ON on_day = day::date
GROUP BY day ORDER BY day";

impl QueryFragment<Pg> for History {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(HISTORY);
        out.push_bind_param_value_only::<Uuid, _>(&self.tenant)?;
        out.push_bind_param_value_only::<Uuid, _>(&self.reader)?;
        out.push_bind_param_value_only::<Timestamptz, _>(&self.since)?;
        out.push_bind_param_value_only::<Date, _>(&self.first)?;
        out.push_bind_param_value_only::<Date, _>(&self.last)
    }
}

impl QueryId for History {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for History {
    type SqlType = (Date, BigInt, BigInt);
}
