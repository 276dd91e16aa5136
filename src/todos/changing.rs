use chrono::{DateTime, Utc};
use diesel::QueryResult;
use futures_util::future::{join, join_all};

use super::{Actor, Changes, Todo, TodoError, history, queries, seen, writes};
use crate::{
    db::{Committed, DbError, TenantConn, TenantReader, Write},
    ids::TodoId,
};

/// Returns a todo for [`TodoChange::by`], and locks it until the transaction ends, so that
/// changes to it follow one another.
pub async fn find_to_change(db: &TenantReader, id: TodoId) -> Result<Option<Todo>, DbError> {
    queries::find_locked(db, id).await
}

/// A change to a todo that somebody may make.
pub struct TodoChange {
    todo: Todo,
    changes: Changes,
}

impl TodoChange {
    /// Judges whether `actor` may make the changes; any member may complete a shared todo. A todo
    /// whose author has left stays shared.
    pub fn by(actor: Actor, todo: Option<Todo>, changes: Changes) -> Result<Self, TodoError> {
        let todo = seen(todo, actor.user)?;
        let changes = changes.of(&todo);
        let orphaned = todo.author.is_none() && changes.shared == Some(false);
        if orphaned || !(changes.only_complete() || todo.is_up_to(actor)) {
            return Err(TodoError::NotYours);
        }
        Ok(Self { todo, changes })
    }

    /// Returns the statements that make the change and record it, in their order; none if nothing
    /// is left to change.
    pub(crate) fn writes<'a>(&self, db: &'a TenantConn, at: DateTime<Utc>) -> Vec<Write<'a>> {
        let Self { todo, changes } = self;
        if changes.is_empty() {
            return Vec::new();
        }
        let before = history::changing(db, todo, changes, at);
        let after = history::changed(db, todo, changes, at);
        let update = writes::update(db, todo.id, changes, at);
        before.into_iter().chain([update]).chain(after).collect()
    }

    /// Makes the change and returns the todo as it is then.
    pub async fn make(&self, db: &TenantConn, at: DateTime<Utc>) -> Result<Todo, TodoError> {
        let find = queries::find(db, self.todo.id);
        let (done, todo) = join(join_all(self.writes(db, at)), find).await;
        let done: QueryResult<Vec<usize>> = done.into_iter().collect();
        done.map_err(DbError::from)?;
        todo?.ok_or(TodoError::NotFound)
    }

    /// Makes the change, commits, and returns the todo as it is then.
    pub(crate) async fn commit(
        &self,
        db: TenantConn,
        at: DateTime<Utc>,
    ) -> Result<(Committed, Todo), TodoError> {
        let find = async |db: &TenantConn| queries::find(db, self.todo.id).await;
        let (committed, todo) = db.commit_and_read(|db| self.writes(db, at), find).await?;
        Ok((committed, todo.ok_or(TodoError::NotFound)?))
    }
}

/// Changes a todo that `actor` may change, and returns it as it is then.
pub async fn change(
    db: &TenantConn,
    actor: Actor,
    id: TodoId,
    changes: Changes,
    at: DateTime<Utc>,
) -> Result<Todo, TodoError> {
    TodoChange::by(actor, find_to_change(db, id).await?, changes)?.make(db, at).await
}
