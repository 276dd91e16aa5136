//! The dashboard's figures, each read by a single statement.

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _, QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Bool, Date, Nullable, Timestamptz},
};
use diesel_async::RunQueryDsl as _;

use crate::db::{
    AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _, TenantConn,
    schema::{todos, users},
};

/// The dashboard's numbers and its chart.
#[derive(Clone, Debug)]
pub struct Overview {
    /// The number of todos that aren't done.
    pub open: i64,
    /// The number of todos that are done.
    pub done: i64,
    /// The last 14 days, the oldest first, including days without todos.
    pub days: Vec<Day>,
}

/// One day of the dashboard's chart, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Day {
    /// The date of the day, in UTC.
    pub date: NaiveDate,
    /// The number of todos created.
    pub created: i64,
    /// The number of todos completed.
    pub completed: i64,
}

/// A recently created or completed todo.
#[derive(Clone, Debug, Queryable)]
pub struct Recent {
    /// The todo's title.
    pub title: String,
    /// The author's name; may be empty, or `None` if the author has left.
    pub author: Option<String>,
    /// The creation time.
    pub created_at: DateTime<Utc>,
    /// The completion time; `None` while it's open.
    pub completed_at: Option<DateTime<Utc>>,
}

/// The number of days in the chart.
const DAYS: u64 = 14;

const RECENT: usize = 6;

pub(super) async fn recent(db: &TenantConn) -> Result<Vec<Recent>, DbError> {
    let recent = todos::table
        .left_join(users::table)
        .filter(todos::tenant_id.eq(CurrentTenant))
        .filter(todos::shared.or(todos::author_id.assume_not_null().eq(CurrentUser)))
        .order(todos::id.desc())
        .select((todos::title, users::name.nullable(), todos::created_at, todos::completed_at))
        .at_most::<RECENT>()
        .load(&mut db.conn())
        .await?;
    Ok(recent)
}

pub(super) async fn overview(db: &TenantConn, now: DateTime<Utc>) -> Result<Overview, DbError> {
    let last = now.date_naive();
    let first = last.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(last);
    let since = first.and_time(chrono::NaiveTime::MIN).and_utc();
    let groups = Groups { since };
    Ok(summed(first, groups.load(&mut db.conn()).await?))
}

/// The todos that were created and completed on the same days.
#[derive(Queryable)]
struct Group {
    /// `None` if before the chart's first day.
    created: Option<NaiveDate>,
    /// `None` if before the chart's first day, or not done.
    completed: Option<NaiveDate>,
    is_done: bool,
    count: i64,
}

fn summed(first: NaiveDate, groups: Vec<Group>) -> Overview {
    let day = |date| Day { date, created: 0, completed: 0 };
    let days = first.iter_days().zip(0..DAYS).map(|(date, _)| day(date)).collect();
    let mut sum = Overview { open: 0, done: 0, days };
    for Group { created, completed, is_done, count } in groups {
        *(if is_done { &mut sum.done } else { &mut sum.open }) += count;
        for day in &mut sum.days {
            day.created += if created == Some(day.date) { count } else { 0 };
            day.completed += if completed == Some(day.date) { count } else { 0 };
        }
    }
    sum
}

/// Reads the numbers and the chart in a single pass over the tenant's todos.
struct Groups {
    since: DateTime<Utc>,
}

const GROUPS: &str = "
SELECT CASE WHEN created_at >= $1 THEN (created_at AT TIME ZONE 'UTC')::date END,
    CASE WHEN completed_at >= $1 THEN (completed_at AT TIME ZONE 'UTC')::date END,
    completed_at IS NOT NULL, count(*)
FROM todos WHERE tenant_id = (SELECT current_tenant_id())
    AND (shared OR author_id = (SELECT current_user_id()))
GROUP BY 1, 2, 3";

impl QueryFragment<Pg> for Groups {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(GROUPS);
        out.push_bind_param_value_only::<Timestamptz, _>(&self.since)
    }
}

impl QueryId for Groups {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Groups {
    type SqlType = (Nullable<Date>, Nullable<Date>, Bool, BigInt);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_there_and_older_todos_only_count() {
        let first = NaiveDate::from_ymd_opt(2026, 2, 20).unwrap();
        let second = first.succ_opt();
        let group =
            |created, completed, is_done, count| Group { created, completed, is_done, count };
        let groups = vec![
            group(Some(first), second, true, 2),
            group(second, None, false, 3),
            group(None, None, true, 5),
        ];
        let sum = summed(first, groups);
        assert_eq!((sum.open, sum.done, sum.days.len()), (3, 7, 14));
        assert_eq!(sum.days[0], Day { date: first, created: 2, completed: 0 });
        assert_eq!((sum.days[1].created, sum.days[1].completed), (3, 2));
        assert!(sum.days[2..].iter().all(|day| day.created + day.completed == 0));
    }
}
