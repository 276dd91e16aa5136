//! The number of people who joined on each day.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Date, Timestamptz},
};
use diesel_async::RunQueryDsl as _;

use crate::db::{DbError, Scope as _, TenantReader};

/// Returns the days since `since`, in UTC, on which present members joined, and how many did.
pub async fn joined_since(
    db: &TenantReader,
    since: DateTime<Utc>,
) -> Result<Vec<(NaiveDate, i64)>, DbError> {
    Ok(Joined { since }.load(&mut db.conn()).await?)
}

struct Joined {
    since: DateTime<Utc>,
}

const JOINED: &str = "SELECT (created_at AT TIME ZONE 'UTC')::date, count(*) FROM memberships
WHERE tenant_id = (SELECT current_tenant_id()) AND created_at >= (SELECT $1::timestamptz) GROUP BY 1";

impl QueryFragment<Pg> for Joined {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql(JOINED);
        out.push_bind_param_value_only::<Timestamptz, _>(&self.since)
    }
}

impl QueryId for Joined {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for Joined {
    type SqlType = (Date, BigInt);
}
