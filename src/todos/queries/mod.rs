//! Reads todos.

pub mod counts;
mod search;
pub mod stats;

use std::{collections::HashMap, iter::Sum};

use diesel::{
    AggregateExpressionMethods as _, BoolExpressionMethods as _, ExpressionMethods as _,
    JoinOnDsl as _, NullableExpressionMethods as _, OptionalExtension as _, QueryDsl as _, dsl,
};
use diesel_async::RunQueryDsl as _;
use futures_util::try_join;
use serde::Serialize;

use super::{Cursor, Filter, Order, Part, Selection, Todo};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _, TenantReader,
        schema::{todos, users},
    },
    ids::{TodoId, UserId},
};

/// The number of todos on a page.
pub const PAGE_SIZE: usize = 20;

/// The number of todos that a search reads for one part of its list. Text that row-level
/// security protects is found by no index, so this bounds what a search may cost.
pub const SEARCHED: usize = 10_000;

/// The most todos that are completed at once.
pub const AT_ONCE: usize = 100;

/// A member's todos, by what happens to them when the member leaves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The number of those that only they see, which are deleted.
    pub private: i64,
    /// The number of those they shared, which stay.
    pub shared: i64,
    /// The number of open ones that lose their assignee.
    pub assigned: i64,
}

impl Sum for Held {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            private: sum.private + one.private,
            shared: sum.shared + one.shared,
            assigned: sum.assigned + one.assigned,
        })
    }
}

diesel::alias!(users as assignees: Assignees);

/// The current tenant's todos with the names of their author and their assignee.
macro_rules! todos_with_names {
    () => {
        todos::table
            .left_join(users::table)
            .left_join(assignees.on(todos::assignee_id.eq(assignees.field(users::id).nullable())))
            .select((
                todos::id,
                todos::author_id,
                users::name.nullable(),
                todos::assignee_id,
                assignees.field(users::name).nullable(),
                assignees.field(users::email).nullable(),
                todos::title,
                todos::notes,
                todos::due_on,
                todos::due_rank,
                todos::shared,
                todos::created_at,
                todos::completed_at,
            ))
    };
}

/// Narrows a query of todos to a filter, and to what comes after a place; sorts it.
macro_rules! listed {
    ($query:expr, $selection:expr) => {{
        use todos::{assignee_id, author_id, completed_at, due_rank, id, shared};
        let own = author_id.assume_not_null().eq(CurrentUser);
        let query = $query.filter(todos::tenant_id.eq(CurrentTenant)).into_boxed();
        let query = match $selection.filter {
            Filter::All => query.filter(shared.or(own)),
            Filter::Open => query.filter(shared.or(own)).filter(completed_at.is_null()),
            Filter::Done => query.filter(shared.or(own)).filter(completed_at.is_not_null()),
            Filter::Mine => query.filter(own),
            Filter::Assigned => {
                query.filter(assignee_id.assume_not_null().eq(CurrentUser)).filter(shared.or(own))
            }
            Filter::Shared => query.filter(shared),
        };
        let query = match $selection.after {
            None => query,
            Some(Cursor { rank: None, id: last }) => query.filter(id.lt(last)),
            Some(Cursor { rank: Some(rank), id: last }) => {
                query.filter(due_rank.ge(rank)).filter(due_rank.gt(rank).or(id.gt(last)))
            }
        };
        match $selection.order {
            Order::Created => query.order(id.desc()),
            Order::Due => query.order((due_rank, id)),
        }
    }};
}

pub(super) async fn part(db: &TenantReader, selection: &Selection) -> Result<Part, DbError> {
    let (mut todos, end) = if selection.search.is_empty() {
        let page = listed!(todos_with_names!(), selection).at_most::<{ PAGE_SIZE + 1 }>();
        (page.load::<Todo>(&mut db.conn()).await?, None)
    } else {
        search::matches::<SEARCHED, { PAGE_SIZE + 1 }>(db, selection).await?
    };
    let more = todos.len() > PAGE_SIZE;
    todos.truncate(PAGE_SIZE);
    let last = todos.last().filter(|_| more).map(|todo| Cursor::after(todo, selection.order));
    Ok(Part { todos, next: last.or(end) })
}

/// The number of todos that [`to_do`] returns at most.
const TO_DO: usize = 8;

pub(super) async fn to_do(db: &TenantReader) -> Result<Vec<Todo>, DbError> {
    // As in the index.
    let mine = dsl::case_when(todos::assignee_id.is_null(), todos::author_id)
        .otherwise(todos::assignee_id);
    let todos = todos_with_names!()
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::completed_at.is_null()))
        .filter(mine.assume_not_null().eq(CurrentUser))
        .order((todos::due_rank, todos::id))
        .at_most::<TO_DO>()
        .load(&mut db.conn())
        .await?;
    Ok(todos)
}

pub(super) async fn held_by_oneself(db: &TenantReader) -> Result<Held, DbError> {
    let here = todos::tenant_id.eq(CurrentTenant);
    let written =
        todos::table.filter(here.and(todos::author_id.assume_not_null().eq(CurrentUser))).select((
            dsl::count(todos::id).aggregate_filter(dsl::not(todos::shared)),
            dsl::count(todos::id).aggregate_filter(todos::shared),
        ));
    let assigned = todos::table
        .filter(here.and(todos::assignee_id.assume_not_null().eq(CurrentUser)))
        .filter(todos::shared.and(todos::completed_at.is_null()))
        .count();
    let ((private, shared), assigned) =
        try_join!(async { written.get_result(&mut db.conn()).await }, async {
            assigned.get_result(&mut db.conn()).await
        })?;
    Ok(Held { private, shared, assigned })
}

pub(super) async fn held_by(
    db: &TenantReader,
    members: &[UserId],
) -> Result<HashMap<UserId, Held>, DbError> {
    let written = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::author_id.eq_any(members)))
        .group_by(todos::author_id)
        .select((
            todos::author_id.assume_not_null(),
            dsl::count(todos::id).aggregate_filter(dsl::not(todos::shared)),
            dsl::count(todos::id).aggregate_filter(todos::shared),
        ));
    let assigned = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::assignee_id.eq_any(members)))
        .filter(todos::shared.and(todos::completed_at.is_null()))
        .group_by(todos::assignee_id)
        .select((todos::assignee_id.assume_not_null(), dsl::count_star()));
    let (written, assigned) =
        try_join!(async { written.load::<(UserId, i64, i64)>(&mut db.conn()).await }, async {
            assigned.load::<(UserId, i64)>(&mut db.conn()).await
        },)?;
    let mut held: HashMap<UserId, Held> = HashMap::new();
    for (author, private, shared) in written {
        held.insert(author, Held { private, shared, assigned: 0 });
    }
    for (assignee, number) in assigned {
        held.entry(assignee).or_default().assigned = number;
    }
    Ok(held)
}

pub(super) async fn find(db: &TenantReader, id: TodoId) -> Result<Option<Todo>, DbError> {
    let todo = todos_with_names!()
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::id.eq(id)))
        .first(&mut db.conn())
        .await;
    Ok(todo.optional()?)
}

/// Like [`find`], and locks the todo, so that changes to it follow one another.
pub(super) async fn find_locked(db: &TenantReader, id: TodoId) -> Result<Option<Todo>, DbError> {
    let row = todos::table.find((CurrentTenant, id)).select(todos::id).for_no_key_update();
    let lock = async { row.load::<TodoId>(&mut db.conn()).await.map_err(DbError::from) };
    let (_, todo) = try_join!(lock, find(db, id))?;
    Ok(todo)
}
