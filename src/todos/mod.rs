//! The example feature: todos, private to their author or shared.
//!
//! Your own feature will look like this folder; `docs/adding-a-feature.md` walks you
//! through it.

mod changes;
mod changing;
pub mod exported;
mod form_key;
mod history;
mod notes;
mod order;
mod queries;
mod selection;
mod types;
mod writes;

use std::collections::HashMap;

use chrono::{DateTime, Utc};

pub use self::{
    changes::{Changes, NewTodo},
    changing::{TodoChange, change, find_to_change},
    form_key::FormKey,
    history::events,
    notes::{InvalidNotes, Notes},
    order::{Cursor, InvalidCursor, Order},
    queries::{
        AT_ONCE, Held, PAGE_SIZE, SEARCHED,
        counts::Counts,
        stats::{Day, Recent},
    },
    selection::{Filter, Search, Selection},
    types::{Actor, DueDate, InvalidDueDate, Title, Todo},
};
use crate::{
    audit::{self, Action, Change},
    db::{Committed, DbError, TenantConn, TenantReader},
    ids::{TodoId, UserId},
};

/// The reason why a todo wasn't written or changed.
#[derive(Debug, thiserror::Error)]
pub enum TodoError {
    /// The tenant has no such todo.
    #[error("{}", crate::text!("todo-not-found"))]
    NotFound,
    /// The todo belongs to another member.
    #[error("{}", crate::text!("todo-not-yours"))]
    NotYours,
    /// The assignee is no active member.
    #[error("{}", crate::text!("todo-no-such-member"))]
    NoSuchMember,
    /// The assignee wouldn't see it.
    #[error("{}", crate::text!("todo-not-shared"))]
    NotShared,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for TodoError {
    /// Names the rule of the database that was broken.
    fn from(error: DbError) -> Self {
        let DbError::Constraint { constraint } = &error else { return Self::Db(error) };
        match constraint.as_str() {
            "todos_assignee_is_active" | "todos_assignee_is_a_member" => Self::NoSuchMember,
            "todos_assignee_sees_it" => Self::NotShared,
            "todos_change_by_their_author" => Self::NotYours,
            _ => Self::Db(error),
        }
    }
}

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Part {
    /// The todos of this part.
    pub todos: Vec<Todo>,
    /// The place after which the next part begins; `None` at the end. A search may go on
    /// although this part has few todos, or none.
    pub next: Option<Cursor>,
}

/// Creates a todo of the current user, with the next statement.
pub fn create(db: &TenantConn, new: &NewTodo, at: DateTime<Utc>) -> TodoId {
    let id = TodoId::new();
    writes::insert(db, id, None, new, at);
    history::shared_only(db, new.shared, Action::TodoCreated, id, at);
    id
}

/// Like [`create`], but for a form, and commits: sending it twice creates only one todo.
pub(crate) async fn create_once(
    db: TenantConn,
    key: FormKey,
    new: &NewTodo,
    at: DateTime<Utc>,
) -> Result<Committed, TodoError> {
    let id = TodoId::new();
    writes::insert(&db, id, Some(key), new, at);
    history::shared_only(&db, new.shared, Action::TodoCreated, id, at);
    Ok(db.commit_unless_done("todos_one_per_form").await?)
}

/// Returns a part of the todos that the current user sees.
pub async fn list(db: &TenantReader, selection: &Selection) -> Result<Part, DbError> {
    queries::part(db, selection).await
}

/// Returns how many todos the current user has left to do.
pub async fn counts(db: &TenantReader) -> Result<Counts, DbError> {
    queries::counts::counts(db).await
}

/// Returns a todo that [`seen`] decides about.
pub async fn find(db: &TenantReader, id: TodoId) -> Result<Option<Todo>, DbError> {
    queries::find(db, id).await
}

/// Returns the todo if `reader` may see it; another member's private one is refused, not
/// hidden.
pub fn seen(todo: Option<Todo>, reader: UserId) -> Result<Todo, TodoError> {
    let todo = todo.ok_or(TodoError::NotFound)?;
    if todo.shared || todo.author == Some(reader) { Ok(todo) } else { Err(TodoError::NotYours) }
}

/// Several open todos that the current user sees, and whether each is shared; they are locked.
pub struct OpenTodos(Vec<(TodoId, bool)>);

/// Locks the open ones of `ids` that the current user sees.
pub async fn find_all_to_complete(db: &TenantReader, ids: &[TodoId]) -> Result<OpenTodos, DbError> {
    Ok(OpenTodos(writes::lock_open(db, ids).await?))
}

/// Completes todos with the next statement, and returns their number.
pub fn complete_all(db: &TenantConn, OpenTodos(open): &OpenTodos, at: DateTime<Utc>) -> usize {
    if !open.is_empty() {
        writes::complete(db, open.iter().map(|(id, _)| *id).collect(), at);
        history::completed(db, open, at);
    }
    open.len()
}

/// Deletes a todo that [`find_to_change`] found, with the next statement, if `actor` may change
/// it.
pub fn delete(
    db: &TenantConn,
    actor: Actor,
    todo: Option<Todo>,
    at: DateTime<Utc>,
) -> Result<(), TodoError> {
    let todo = seen(todo, actor.user)?;
    if !todo.is_up_to(actor) {
        return Err(TodoError::NotYours);
    }
    // Recorded first: afterwards it has no name.
    history::shared_only(db, todo.shared, Action::TodoDeleted, todo.id, at);
    writes::delete(db, todo.id);
    Ok(())
}

/// Returns the todos that each of `members` holds; those without any are left out.
pub async fn held_by(
    db: &TenantReader,
    members: &[UserId],
) -> Result<HashMap<UserId, Held>, DbError> {
    queries::held_by(db, members).await
}

/// Returns the todos that the current user holds.
pub async fn held_by_oneself(db: &TenantReader) -> Result<Held, DbError> {
    queries::held_by_oneself(db).await
}

/// Makes `heir` the author of the todos that `author` shared, and returns their number.
pub async fn hand_over(
    db: &TenantConn,
    author: UserId,
    heir: UserId,
    at: DateTime<Utc>,
) -> Result<usize, DbError> {
    let handed_over = writes::hand_over(db, author, heir).await?;
    if handed_over > 0 {
        let number = handed_over.to_string();
        let change = Change { before: None, after: Some(&number) };
        audit::record_change(db, Action::TodosHandedOver, heir, change, at);
    }
    Ok(handed_over)
}

/// Returns the open todos that are the current user's to do, the most urgent first: those
/// assigned to them, and their own that nobody is assigned to.
pub async fn to_do(db: &TenantReader) -> Result<Vec<Todo>, DbError> {
    queries::to_do(db).await
}

/// Returns how many of the todos that the current user sees were created and completed on
/// each of the last `number` days, the oldest first.
pub async fn days(db: &TenantReader, now: DateTime<Utc>, number: u32) -> Result<Vec<Day>, DbError> {
    queries::stats::days(db, now, number).await
}

/// Returns the most recently created todos.
pub async fn recent(db: &TenantReader) -> Result<Vec<Recent>, DbError> {
    queries::stats::recent(db).await
}
