//! The number of people who joined on each day.

use chrono::NaiveDate;
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Date},
};
use diesel_async::RunQueryDsl as _;

use crate::db::{DbError, Scope as _, TenantReader};

/// Returns the days from `first` on, in UTC, on which present members joined, and how many did.
pub async fn joined_since(
    db: &TenantReader,
    first: NaiveDate,
) -> Result<Vec<(NaiveDate, i64)>, DbError> {
    Ok(Joined { first }.load(&mut db.conn()).await?)
}

/// Reads the sums that triggers keep.
struct Joined {
    first: NaiveDate,
}

const JOINED: &str = "SELECT day, sum(joined) FROM members_by_day
WHERE tenant_id = (SELECT current_tenant_id()) AND day >= (SELECT $1::date) GROUP BY day";

impl QueryFragment<Pg> for Joined {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(JOINED);
        out.push_bind_param_value_only::<Date, _>(&self.first)
    }
}

impl QueryId for Joined {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Joined {
    type SqlType = (Date, BigInt);
}
