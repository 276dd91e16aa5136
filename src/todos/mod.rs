//! The example feature: things to do, private to their author or shared.
//!
//! A feature of your own looks like this folder; `docs/adding-a-feature.md`
//! walks through it.

mod queries;
mod stats;
mod types;

use chrono::{DateTime, Utc};

pub use self::{
    queries::{Counts, PAGE_SIZE},
    stats::{Day, Overview, Recent},
    types::{Actor, Filter, FormKey, Title, Todo},
};
use crate::{
    db::{DbError, TenantConn},
    ids::{TodoId, UserId},
};

/// Why a todo was not changed.
#[derive(Debug, thiserror::Error)]
pub enum TodoError {
    /// The tenant has no such todo.
    #[error("There is no such todo.")]
    NotFound,
    /// It is another member's.
    #[error("This todo belongs to somebody else.")]
    NotYours,
    /// A failed query.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What may be changed about a todo.
#[derive(Debug, Default)]
pub struct Changes {
    /// A new title.
    pub title: Option<Title>,
    /// Whether the other members see it.
    pub shared: Option<bool>,
    /// Whether it is done.
    pub done: Option<bool>,
}

impl Changes {
    /// Whether it is done, and nothing else.
    pub fn done(done: bool) -> Self {
        Self { done: Some(done), ..Self::default() }
    }

    /// Whether the other members see it, and nothing else.
    pub fn shared(shared: bool) -> Self {
        Self { shared: Some(shared), ..Self::default() }
    }
}

/// Writes a todo down.
pub async fn create(
    db: &TenantConn,
    author: UserId,
    title: &Title,
    shared: bool,
    at: DateTime<Utc>,
) -> Result<TodoId, DbError> {
    let id = TodoId::new();
    queries::insert(db, (id, None), author, title, shared, at).await?;
    Ok(id)
}

/// [`create`] by a form; one that is sent twice makes one todo.
pub async fn create_once(
    db: &TenantConn,
    author: UserId,
    title: &Title,
    shared: bool,
    (key, at): (FormKey, DateTime<Utc>),
) -> Result<(), DbError> {
    queries::insert(db, (TodoId::new(), Some(key)), author, title, shared, at).await
}

/// The todos that `reader` sees, the newest first, and one more than a page
/// where there are more.
pub async fn list(
    db: &TenantConn,
    reader: UserId,
    filter: Filter,
    before: Option<TodoId>,
) -> Result<Vec<Todo>, DbError> {
    queries::list(db, reader, filter, before).await
}

/// How many todos each filter shows `reader`.
pub async fn counts(db: &TenantConn, reader: UserId) -> Result<Counts, DbError> {
    queries::counts(db, reader).await
}

/// One todo; another member's private one is refused, not hidden.
pub async fn get(db: &TenantConn, reader: UserId, id: TodoId) -> Result<Todo, TodoError> {
    let todo = queries::find(db, id).await?.ok_or(TodoError::NotFound)?;
    if todo.shared || todo.author == Some(reader) { Ok(todo) } else { Err(TodoError::NotYours) }
}

/// Changes a todo that is up to `actor`; a shared one may be completed by any member.
/// What nobody wrote any more stays shared.
pub async fn change(
    db: &TenantConn,
    actor: Actor,
    id: TodoId,
    changes: &Changes,
    at: DateTime<Utc>,
) -> Result<Todo, TodoError> {
    let todo = get(db, actor.0, id).await?;
    let only_completes = changes.title.is_none() && changes.shared.is_none();
    let orphaned = todo.author.is_none() && changes.shared == Some(false);
    if orphaned || !(only_completes || todo.is_up_to(actor)) {
        return Err(TodoError::NotYours);
    }
    queries::update(db, id, changes, at).await?.ok_or(TodoError::NotFound)
}

/// Deletes a todo that is up to `actor`.
pub async fn delete(db: &TenantConn, actor: Actor, id: TodoId) -> Result<(), TodoError> {
    if !get(db, actor.0, id).await?.is_up_to(actor) {
        return Err(TodoError::NotYours);
    }
    Ok(queries::delete(db, id).await?)
}

/// How many todos `reader` sees, and what was written and done on each of the
/// last 14 days.
pub async fn overview(
    db: &TenantConn,
    reader: UserId,
    now: DateTime<Utc>,
) -> Result<Overview, DbError> {
    stats::overview(db, reader, now).await
}

/// What was written or done last.
pub async fn recent(db: &TenantConn, reader: UserId) -> Result<Vec<Recent>, DbError> {
    stats::recent(db, reader).await
}
