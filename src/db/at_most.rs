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

    /// Returns the query's row number `NUMBER`, from 1; to be called last.
    fn nth<const NUMBER: usize>(self) -> Nth<Self, NUMBER> {
        Nth(self)
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

/// A query that returns its row number `NUMBER` only, from 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Nth<Statement, const NUMBER: usize>(Statement);

impl<Statement: QueryFragment<Pg>, const NUMBER: usize> QueryFragment<Pg>
    for Nth<Statement, NUMBER>
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(" LIMIT 1 OFFSET ");
        out.push_sql(&(NUMBER - 1).to_string());
        Ok(())
    }
}

impl<Statement: QueryId, const NUMBER: usize> QueryId for Nth<Statement, NUMBER> {
    type QueryId = Nth<Statement::QueryId, NUMBER>;
    const HAS_STATIC_QUERY_ID: bool = Statement::HAS_STATIC_QUERY_ID;
}

impl<Statement: Query, const NUMBER: usize> Query for Nth<Statement, NUMBER> {
    type SqlType = Statement::SqlType;
}
