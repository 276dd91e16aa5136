//! Limits that are part of a statement's text.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
};

/// A query that returns at most `ROWS` rows.
///
/// Diesel sends a limit as a value. Postgres then assumes a tenth of the rows when it plans
/// for any value, finds that expensive, and plans the statement anew each time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AtMost<Statement, const ROWS: usize>(Statement);

/// Limits a query by a constant.
pub(crate) trait AtMostDsl: Query + Sized {
    /// Returns the query's first `ROWS` rows; to be called last.
    fn at_most<const ROWS: usize>(self) -> AtMost<Self, ROWS> {
        AtMost(self)
    }
}

impl<Statement: Query> AtMostDsl for Statement {}

impl<Statement: QueryFragment<Pg>, const ROWS: usize> QueryFragment<Pg>
    for AtMost<Statement, ROWS>
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT ");
        out.push_sql(&ROWS.to_string());
        Ok(())
    }
}

impl<Statement: QueryId, const ROWS: usize> QueryId for AtMost<Statement, ROWS> {
    type QueryId = AtMost<Statement::QueryId, ROWS>;
    const HAS_STATIC_QUERY_ID: bool = Statement::HAS_STATIC_QUERY_ID;
}

impl<Statement: Query, const ROWS: usize> Query for AtMost<Statement, ROWS> {
    type SqlType = Statement::SqlType;
}
