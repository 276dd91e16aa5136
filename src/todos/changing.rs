use chrono::{DateTime, Utc};

use super::{Actor, Changes, Todo, TodoError, history, queries, seen, writes};
use crate::{
    db::{Committed, DbError, TenantConn, TenantReader},
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

    /// Makes the change with the next statement, and records it; nothing if nothing is left to
    /// change.
    pub(crate) fn make(&self, db: &TenantConn, at: DateTime<Utc>) {
        let Self { todo, changes } = self;
        if changes.is_empty() {
            return;
        }
        history::changing(db, todo, changes, at);
        writes::update(db, todo.id, changes, at);
        history::changed(db, todo, changes, at);
    }

    /// Makes the change, commits, and returns the todo as it is then.
    pub(crate) async fn commit(
        &self,
        db: TenantConn,
        at: DateTime<Utc>,
    ) -> Result<(Committed, Todo), TodoError> {
        self.make(&db, at);
        let find = async |db: &TenantConn| queries::find(db, self.todo.id).await;
        let (committed, todo) = db.commit_and_read(find).await?;
        Ok((committed, todo.ok_or(TodoError::NotFound)?))
    }
}

/// Changes a todo that `actor` may change.
pub async fn change(
    db: &TenantConn,
    actor: Actor,
    id: TodoId,
    changes: Changes,
    at: DateTime<Utc>,
) -> Result<(), TodoError> {
    TodoChange::by(actor, find_to_change(db, id).await?, changes)?.make(db, at);
    Ok(())
}
