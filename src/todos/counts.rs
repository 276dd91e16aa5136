use diesel::{
    QueryResult, Queryable,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};
use diesel_async::RunQueryDsl as _;

use super::Filter;
use crate::db::{DbError, Scope as _, TenantConn};

/// The number of todos that each filter shows; nothing is counted beyond [`Counts::MOST`].
#[derive(Clone, Copy, Debug, Queryable)]
pub struct Counts {
    all: i64,
    open: i64,
    done: i64,
    mine: i64,
    assigned: i64,
    shared: i64,
}

impl Counts {
    /// The number that stands for itself and for every larger one.
    pub const MOST: i64 = 1_000;

    /// Returns the number of todos under `filter`.
    pub fn under(&self, filter: Filter) -> i64 {
        match filter {
            Filter::All => self.all,
            Filter::Open => self.open,
            Filter::Done => self.done,
            Filter::Mine => self.mine,
            Filter::Assigned => self.assigned,
            Filter::Shared => self.shared,
        }
    }
}

pub(super) async fn counts(db: &TenantConn) -> Result<Counts, DbError> {
    Ok(AllCounts.get_result(&mut db.conn()).await?)
}

const SEEN: &str = "(shared OR author_id = (SELECT current_user_id()))";

/// The condition of each count.
const CONDITIONS: [&[&str]; 6] = [
    &[SEEN],
    &["completed_at IS NULL", SEEN],
    &["completed_at IS NOT NULL", SEEN],
    &["author_id = (SELECT current_user_id())"],
    &["assignee_id = (SELECT current_user_id())", SEEN],
    &["shared"],
];

/// Reads all counts in one statement, each from no more rows than it counts.
struct AllCounts;

impl QueryFragment<Pg> for AllCounts {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        for (number, conditions) in CONDITIONS.iter().enumerate() {
            out.push_sql(if number == 0 { "SELECT " } else { ", " });
            out.push_sql("(SELECT count(*) FROM (SELECT FROM todos WHERE ");
            out.push_sql("tenant_id = (SELECT current_tenant_id())");
            for condition in *conditions {
                out.push_sql(" AND ");
                out.push_sql(condition);
            }
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
    type SqlType = (BigInt, BigInt, BigInt, BigInt, BigInt, BigInt);
}
