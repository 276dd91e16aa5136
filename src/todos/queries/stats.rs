//! The todos created and completed on each day, read by a single statement.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _, QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Date},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _, TenantReader,
        schema::{todos, users},
    },
    ids::TodoId,
};

/// One day, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct Day {
    /// The date of the day, in UTC.
    pub date: NaiveDate,
    /// The number of todos created.
    pub created: i64,
    /// The number of todos completed.
    pub completed: i64,
}

/// A recently created todo.
#[derive(Clone, Debug, Queryable)]
pub struct Recent {
    /// The todo's id.
    pub id: TodoId,
    /// The todo's title.
    pub title: String,
    /// The author's name; may be empty, or `None` if the author has left.
    pub author: Option<String>,
    /// The creation time.
    pub created_at: DateTime<Utc>,
}

const RECENT: usize = 6;

pub async fn recent(db: &TenantReader) -> Result<Vec<Recent>, DbError> {
    let recent = todos::table
        .left_join(users::table)
        .filter(todos::tenant_id.eq(CurrentTenant))
        .filter(todos::shared.or(todos::author_id.assume_not_null().eq(CurrentUser)))
        .order(todos::id.desc())
        .select((todos::id, todos::title, users::name.nullable(), todos::created_at))
        .at_most::<RECENT>()
        .load(&mut db.conn())
        .await?;
    Ok(recent)
}

pub async fn days(db: &TenantReader, now: DateTime<Utc>, number: u32) -> Result<Vec<Day>, DbError> {
    let last = now.date_naive();
    let first = last.checked_sub_days(Days::new(u64::from(number) - 1)).unwrap_or(last);
    Ok(filled(first, number, BusyDays { first }.load(&mut db.conn()).await?))
}

/// Returns `number` days from `first` on, with those on which nothing happened.
fn filled(first: NaiveDate, number: u32, busy: Vec<Day>) -> Vec<Day> {
    let busy: HashMap<NaiveDate, Day> = busy.into_iter().map(|day| (day.date, day)).collect();
    let quiet = |date| Day { date, created: 0, completed: 0 };
    let dates = first.iter_days().zip(0..number).map(|(date, _)| date);
    dates.map(|date| busy.get(&date).copied().unwrap_or_else(|| quiet(date))).collect()
}

/// Reads the sums that triggers keep. The first day is read by a query of its own, so that one
/// plan serves every day.
struct BusyDays {
    first: NaiveDate,
}

const BUSY_DAYS: &str = "SELECT day, sum(created), sum(completed) FROM todos_by_day
WHERE tenant_id = (SELECT current_tenant_id())
    AND audience_id = ANY (ARRAY[(SELECT current_tenant_id()), (SELECT current_user_id())])
    AND day >= (SELECT $1::date)
GROUP BY day";

impl QueryFragment<Pg> for BusyDays {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(BUSY_DAYS);
        out.push_bind_param_value_only::<Date, _>(&self.first)
    }
}

impl QueryId for BusyDays {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for BusyDays {
    type SqlType = (Date, BigInt, BigInt);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_is_there_once_and_in_order() {
        let first = NaiveDate::from_ymd_opt(2026, 2, 20).unwrap();
        let busy =
            |after, created, completed| Day { date: first + Days::new(after), created, completed };
        let days = filled(first, 14, vec![busy(13, 1, 0), busy(1, 2, 3)]);
        assert_eq!(days.len(), 14);
        assert_eq!((days[1], days[13]), (busy(1, 2, 3), busy(13, 1, 0)));
        let dates = days.iter().map(|day| day.date);
        assert!(dates.eq(first.iter_days().take(14)));
        assert_eq!(days.iter().map(|day| day.created + day.completed).sum::<i64>(), 6);
    }
}
