//! A search reads the next todos of a list, so many and no more, and returns those that match.

use chrono::NaiveDate;
use diesel::{
    QueryResult,
    pg::Pg,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{Bool, Date, Nullable, Text, Timestamptz, Uuid},
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope as _, TenantReader, like_pattern},
    ids::TodoId,
    todos::{Cursor, Filter, Order, Selection, Todo},
};

/// Returns the first `MOST` matches among the next `SEARCHED` todos of the list. If there are
/// fewer, the place up to which they were read comes along, unless that is the end of the list.
pub(super) async fn matches<const SEARCHED: usize, const MOST: usize>(
    db: &TenantReader,
    selection: &Selection,
) -> Result<(Vec<Todo>, Option<Cursor>), DbError> {
    let pattern = like_pattern(selection.search.as_str());
    let search = Matches::<SEARCHED, MOST> { selection, pattern };
    let rows: Vec<Row> = search.load(&mut db.conn()).await?;
    let (found, ends): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let is_ranked = selection.order == Order::Due;
    let end = ends.into_iter().flatten().next();
    let end = end.map(|(rank, id)| Cursor { rank: Some(rank).filter(|_| is_ranked), id });
    Ok((found.into_iter().flatten().collect(), end))
}

type Row = (Option<Todo>, Option<(NaiveDate, TodoId)>);

/// Filters what a subquery reads in the order of the list, until there are enough. The end is
/// looked for only if there weren't.
struct Matches<'a, const SEARCHED: usize, const MOST: usize> {
    selection: &'a Selection,
    pattern: String,
}

const MATCHES: &str = "WITH found AS MATERIALIZED (SELECT todos.id, todos.author_id, \
    authors.name AS author, todos.assignee_id, assignees.name AS assignee, assignees.email, \
    todos.title, todos.notes, todos.due_on, todos.due_rank, todos.shared, todos.created_at, \
    todos.completed_at FROM (SELECT * FROM todos WHERE ";

const NAMES: &str = ") todos LEFT JOIN users authors ON authors.id = todos.author_id \
    LEFT JOIN users assignees ON assignees.id = todos.assignee_id WHERE (todos.title ILIKE ";

const END: &str = "), \"end\" AS (SELECT todos.due_rank, todos.id FROM todos \
    WHERE (SELECT count(*) FROM found) < ";

const BOTH: &str = ") SELECT found.*, \"end\".due_rank, \"end\".id FROM (SELECT) once \
    LEFT JOIN found ON true LEFT JOIN \"end\" ON true";

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
        Order::Created => " ORDER BY todos.id DESC",
        Order::Due => " ORDER BY todos.due_rank, todos.id",
    }
}

impl<const SEARCHED: usize, const MOST: usize> QueryFragment<Pg> for Matches<'_, SEARCHED, MOST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let Self { selection, pattern } = self;
        out.push_sql(MATCHES);
        push_list(selection, out.reborrow())?;
        out.push_sql(&format!(" LIMIT {SEARCHED}"));
        out.push_sql(NAMES);
        out.push_bind_param::<Text, _>(pattern)?;
        out.push_sql(" OR todos.notes ILIKE ");
        out.push_bind_param::<Text, _>(pattern)?;
        out.push_sql(")");
        out.push_sql(order(selection.order));
        out.push_sql(&format!(" LIMIT {MOST}"));
        out.push_sql(END);
        out.push_sql(&format!("{MOST} AND "));
        push_list(selection, out.reborrow())?;
        out.push_sql(&format!(" LIMIT 1 OFFSET {}", SEARCHED - 1));
        out.push_sql(BOTH);
        out.push_sql(order(selection.order).replace("todos.", "found.").as_str());
        Ok(())
    }
}

/// Pushes the condition and the order of the list.
fn push_list<'b>(selection: &'b Selection, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("tenant_id = (SELECT current_tenant_id()) AND ");
    out.push_sql(condition(selection.filter));
    match &selection.after {
        None => {}
        Some(Cursor { rank: Some(rank), id }) => {
            out.push_sql(" AND due_rank >= ");
            out.push_bind_param::<Date, _>(rank)?;
            out.push_sql(" AND (due_rank > ");
            out.push_bind_param::<Date, _>(rank)?;
            out.push_sql(" OR id > ");
            out.push_bind_param::<Uuid, _>(id)?;
            out.push_sql(")");
        }
        Some(Cursor { rank: None, id }) => {
            out.push_sql(" AND id < ");
            out.push_bind_param::<Uuid, _>(id)?;
        }
    }
    out.push_sql(order(selection.order));
    Ok(())
}

// The text depends on the selection, so it identifies the statement.
impl<const SEARCHED: usize, const MOST: usize> QueryId for Matches<'_, SEARCHED, MOST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<const SEARCHED: usize, const MOST: usize> Query for Matches<'_, SEARCHED, MOST> {
    type SqlType = (Nullable<Columns>, Nullable<(Date, Uuid)>);
}

type Columns = (
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
