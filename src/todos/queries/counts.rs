use diesel::{
    QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};
use diesel_async::RunQueryDsl as _;

use crate::db::{DbError, Scope as _, TenantReader};
use crate::todos::Filter;

/// The number of todos under the filters that are about what is left to do; nothing is
/// counted beyond [`Counts::MOST`].
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Counts {
    open: i64,
    assigned: i64,
}

impl Counts {
    /// The number that stands for itself and for every larger one.
    pub const MOST: i64 = 100;

    /// Returns the number of todos under `filter`, if they are counted.
    pub fn under(&self, filter: Filter) -> Option<i64> {
        match filter {
            Filter::Open => Some(self.open),
            Filter::Assigned => Some(self.assigned),
            Filter::All | Filter::Done | Filter::Mine | Filter::Shared => None,
        }
    }
}

pub async fn counts(db: &TenantReader) -> Result<Counts, DbError> {
    Ok(AllCounts.get_result(&mut db.conn()).await?)
}

/// The condition of each count. An assignee sees the todo.
const CONDITIONS: [&str; 2] = [
    "completed_at IS NULL AND (shared OR author_id = (SELECT current_user_id()))",
    "assignee_id = (SELECT current_user_id())",
];

/// Reads all counts in one statement, each from no more rows than it counts.
struct AllCounts;

impl QueryFragment<Pg> for AllCounts {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (number, condition) in CONDITIONS.iter().enumerate() {
            out.push_sql(if number == 0 { "SELECT " } else { ", " });
            out.push_sql("(SELECT count(*) FROM (SELECT FROM todos WHERE ");
            out.push_sql("tenant_id = (SELECT current_tenant_id()) AND ");
            out.push_sql(condition);
            // In the order of the indexes, which nothing else would make sure are used.
            out.push_sql(&format!(" ORDER BY id LIMIT {}) counted)", Counts::MOST));
        }
        Ok(())
    }
}

impl QueryId for AllCounts {
    type QueryId = Self;
    const HAS_STATIC_QUERY_ID: bool = true;
}

impl Query for AllCounts {
    type SqlType = (BigInt, BigInt);
}
