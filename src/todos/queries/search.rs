//! A search reads the next todos of a list, so many and no more, and returns those that match.

use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope as _, TenantReader, like_pattern},
    todos::{Cursor, Filter, Order, Selection, Todo},
};

/// Returns the first `MOST` matches among the next `SEARCHED` todos of the list.
pub(super) async fn matches<const SEARCHED: usize, const MOST: usize>(
    db: &TenantReader,
    selection: &Selection,
) -> Result<Vec<Todo>, DbError> {
    let pattern = like_pattern(selection.search.as_str());
    Ok(Matches::<SEARCHED, MOST> { selection, pattern }.load(&mut db.conn()).await?)
}

/// Filters what a subquery reads in the order of the list, until there are enough.
struct Matches<'a, const SEARCHED: usize, const MOST: usize> {
    selection: &'a Selection,
    pattern: String,
}

const COLUMNS: &str = "SELECT todos.id, todos.author_id, authors.name, todos.assignee_id, \
    assignees.name, assignees.email, todos.title, todos.notes, todos.due_on, todos.due_rank, \
    todos.shared, todos.created_at, todos.completed_at \
    FROM (SELECT * FROM todos WHERE tenant_id = (SELECT current_tenant_id())";

const NAMES: &str = ") todos LEFT JOIN users authors ON authors.id = todos.author_id \
    LEFT JOIN users assignees ON assignees.id = todos.assignee_id WHERE (todos.title ILIKE ";

fn condition(filter: Filter) -> &'static str {
    match filter {
        Filter::All => "(shared OR author_id = (SELECT current_user_id()))",
        Filter::Open => {
            "(shared OR author_id = (SELECT current_user_id())) AND completed_at IS NULL"
        }
        Filter::Done => {
            "(shared OR author_id = (SELECT current_user_id())) AND completed_at IS NOT NULL"
        }
        Filter::Mine => "author_id = (SELECT current_user_id())",
        Filter::Assigned => "assignee_id = (SELECT current_user_id())",
        Filter::Shared => "shared",
    }
}

fn order(order: Order) -> &'static str {
    match order {
        Order::Created => " ORDER BY todos.id DESC LIMIT ",
        Order::Due => " ORDER BY todos.due_rank, todos.id LIMIT ",
    }
}

impl<const SEARCHED: usize, const MOST: usize> QueryFragment<Pg> for Matches<'_, SEARCHED, MOST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self { selection, pattern } = self;
        out.push_sql(COLUMNS);
        out.push_sql(" AND ");
        out.push_sql(condition(selection.filter));
        if let Some(Cursor { rank, id }) = &selection.after {
            if let Some(rank) = rank {
                out.push_sql(" AND due_rank >= ");
                out.push_bind_param::<Date, _>(rank)?;
                out.push_sql(" AND (due_rank > ");
                out.push_bind_param::<Date, _>(rank)?;
                out.push_sql(" OR id > ");
                out.push_bind_param::<Uuid, _>(id)?;
                out.push_sql(")");
            } else {
                out.push_sql(" AND id < ");
                out.push_bind_param::<Uuid, _>(id)?;
            }
        }
        out.push_sql(order(selection.order));
        out.push_sql(&SEARCHED.to_string());
        out.push_sql(NAMES);
        out.push_bind_param::<Text, _>(pattern)?;
        out.push_sql(" OR todos.notes ILIKE ");
        out.push_bind_param::<Text, _>(pattern)?;
        out.push_sql(")");
        out.push_sql(order(selection.order));
        out.push_sql(&MOST.to_string());
        Ok(())
    }
}

// The text depends on the selection, so it identifies the statement.
impl<const SEARCHED: usize, const MOST: usize> QueryId for Matches<'_, SEARCHED, MOST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<const SEARCHED: usize, const MOST: usize> Query for Matches<'_, SEARCHED, MOST> {
    type SqlType = (
        Uuid,
        Nullable<Uuid>,
        Nullable<Text>,
        Nullable<Uuid>,
        Nullable<Text>,
        Nullable<Text>,
        Text,
        Text,
        Nullable<Date>,
        Date,
        Bool,
        Timestamptz,
        Nullable<Timestamptz>,
    );
}
