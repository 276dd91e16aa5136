//! Counts that stop at a limit, so that they cost the same however many rows there are.

use diesel::{
    AppearsOnTable, Expression, QueryResult, SelectableExpression,
    expression::{ValidGrouping, is_aggregate},
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::BigInt,
};
use serde::Serialize;

use super::at_most::{AtMost, AtMostDsl};

/// The number of a query's rows, of which no more than the limit are read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CountUpTo<Statement, const ROWS: usize>(AtMost<Statement, ROWS>);

/// Counts a query's rows.
pub(crate) trait CountUpToDsl: Query + Sized {
    /// Counts the rows, `ROWS` at most; for a `select` without a table. The query should be in
    /// the order of an index, which nothing else makes sure is used.
    fn count_up_to<const ROWS: usize>(self) -> CountUpTo<Self, ROWS> {
        CountUpTo(self.at_most())
    }
}

impl<Statement: Query> CountUpToDsl for Statement {}

impl<Statement, const ROWS: usize> Expression for CountUpTo<Statement, ROWS> {
    type SqlType = BigInt;
}

impl<Statement, Grouping, const ROWS: usize> ValidGrouping<Grouping>
    for CountUpTo<Statement, ROWS>
{
    type IsAggregate = is_aggregate::Never;
}

impl<Statement, Source, const ROWS: usize> AppearsOnTable<Source> for CountUpTo<Statement, ROWS> {}

impl<Statement, Source, const ROWS: usize> SelectableExpression<Source>
    for CountUpTo<Statement, ROWS>
{
}

impl<Statement: QueryFragment<Pg>, const ROWS: usize> QueryFragment<Pg>
    for CountUpTo<Statement, ROWS>
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") counted)");
        Ok(())
    }
}

impl<Statement: QueryId, const ROWS: usize> QueryId for CountUpTo<Statement, ROWS> {
    type QueryId = CountUpTo<Statement::QueryId, ROWS>;
    const HAS_STATIC_QUERY_ID: bool = Statement::HAS_STATIC_QUERY_ID;
}

/// A number that was counted up to a limit, and is shown as `99+` beyond it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct CappedCount {
    /// The number, or the highest one that is shown.
    pub number: i64,
    /// Whether there are more than that.
    pub is_more: bool,
}

impl CappedCount {
    /// Returns the number of rows of which at most `limit` were counted.
    pub fn of(counted: i64, limit: usize) -> Self {
        let shown = i64::try_from(limit).unwrap_or(i64::MAX) - 1;
        Self { number: counted.min(shown), is_more: counted > shown }
    }

    /// Returns the number, if it's the exact one.
    pub fn exact(self) -> Option<i64> {
        Some(self.number).filter(|_| !self.is_more)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_stands_for_more() {
        let of = |counted| CappedCount::of(counted, 100);
        assert_eq!(of(99), CappedCount { number: 99, is_more: false });
        assert_eq!(of(100), CappedCount { number: 99, is_more: true });
        assert_eq!((of(0).exact(), of(100).exact()), (Some(0), None));
    }
}
