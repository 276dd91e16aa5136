//! The example feature: todos, private to their author or shared.
//!
//! Your own feature will look like this folder; `docs/adding-a-feature.md` walks you
//! through it.

pub mod exported;
mod queries;
mod stats;
mod types;

use chrono::{DateTime, Utc};

pub use self::{
    queries::{Counts, PAGE_SIZE, Written},
    stats::{Day, Overview, Recent},
    types::{Actor, Filter, FormKey, Title, Todo},
};
use crate::{
    audit::{self, Action, Change},
    db::{DbError, TenantConn},
    ids::{TodoId, UserId},
};

/// The reason why a todo wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum TodoError {
    /// The tenant has no such todo.
    #[error("There is no such todo.")]
    NotFound,
    /// The todo belongs to another member.
    #[error("This todo belongs to somebody else.")]
    NotYours,
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The changes to a todo; `None` leaves a field as it is.
#[derive(Debug, Default)]
pub struct Changes {
    /// The new title.
    pub title: Option<Title>,
    /// Whether the other members see it.
    pub shared: Option<bool>,
    /// Whether it's done.
    pub done: Option<bool>,
}

impl Changes {
    /// Changes only whether the todo is done.
    pub fn done(done: bool) -> Self {
        Self { done: Some(done), ..Self::default() }
    }

    /// Changes only whether the other members see the todo.
    pub fn shared(shared: bool) -> Self {
        Self { shared: Some(shared), ..Self::default() }
    }
}

/// Creates a todo of the current user.
pub async fn create(
    db: &TenantConn,
    title: &Title,
    shared: bool,
    at: DateTime<Utc>,
) -> Result<TodoId, DbError> {
    let id = TodoId::new();
    queries::insert(db, id, None, title, shared, at).await?;
    Ok(id)
}

/// Like [`create`], but for a form: sending it twice creates only one todo.
pub async fn create_once(
    db: &TenantConn,
    key: FormKey,
    title: &Title,
    shared: bool,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    queries::insert(db, TodoId::new(), Some(key), title, shared, at).await
}

/// Returns the todos that the current user sees, the newest first; if there are more than fit on
/// a page, one extra.
pub async fn list(
    db: &TenantConn,
    filter: Filter,
    before: Option<TodoId>,
) -> Result<Vec<Todo>, DbError> {
    queries::list(db, filter, before).await
}

/// Returns how many todos each filter shows the current user.
pub async fn counts(db: &TenantConn) -> Result<Counts, DbError> {
    queries::counts(db).await
}

/// Returns a todo; another member's private one is refused, not hidden.
pub async fn get(db: &TenantConn, reader: UserId, id: TodoId) -> Result<Todo, TodoError> {
    let todo = queries::find(db, id).await?.ok_or(TodoError::NotFound)?;
    if todo.shared || todo.author == Some(reader) { Ok(todo) } else { Err(TodoError::NotYours) }
}

/// Changes a todo that `actor` may change; any member may complete a shared one. A todo
/// whose author has left stays shared.
pub async fn change(
    db: &TenantConn,
    actor: Actor,
    id: TodoId,
    changes: &Changes,
    at: DateTime<Utc>,
) -> Result<Todo, TodoError> {
    let todo = get(db, actor.user, id).await?;
    let only_completes = changes.title.is_none() && changes.shared.is_none();
    let orphaned = todo.author.is_none() && changes.shared == Some(false);
    if orphaned || !(only_completes || todo.is_up_to(actor)) {
        return Err(TodoError::NotYours);
    }
    queries::update(db, id, changes, at).await?.ok_or(TodoError::NotFound)
}

/// Deletes a todo that `actor` may change.
pub async fn delete(db: &TenantConn, actor: Actor, id: TodoId) -> Result<(), TodoError> {
    if !get(db, actor.user, id).await?.is_up_to(actor) {
        return Err(TodoError::NotYours);
    }
    Ok(queries::delete(db, id).await?)
}

/// Returns how many todos `author` has written and not deleted.
pub async fn written_by(db: &TenantConn, author: UserId) -> Result<Written, DbError> {
    queries::written_by(db, author).await
}

/// Returns how many private todos each of `authors` has; those without any are left out.
pub async fn private_of(
    db: &TenantConn,
    authors: &[UserId],
) -> Result<Vec<(UserId, i64)>, DbError> {
    queries::private_of(db, authors).await
}

/// Makes `heir` the author of the todos that `author` shared, and returns their number.
pub async fn hand_over(
    db: &TenantConn,
    author: UserId,
    heir: UserId,
    at: DateTime<Utc>,
) -> Result<usize, DbError> {
    let handed_over = queries::hand_over(db, author, heir).await?;
    if handed_over > 0 {
        let number = handed_over.to_string();
        let change = Change { before: None, after: Some(&number) };
        audit::record_change(db, Action::TodosHandedOver, heir, change, at).await?;
    }
    Ok(handed_over)
}

/// Returns how many todos the current user sees, and how many were created and completed
/// on each of the last 14 days.
pub async fn overview(db: &TenantConn, now: DateTime<Utc>) -> Result<Overview, DbError> {
    stats::overview(db, now).await
}

/// Returns the most recently created or completed todos.
pub async fn recent(db: &TenantConn) -> Result<Vec<Recent>, DbError> {
    stats::recent(db).await
}
