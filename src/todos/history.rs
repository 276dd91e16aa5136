//! The history of shared todos. Private ones concern nobody else: the organization's
//! history has nothing of them.

use chrono::{DateTime, NaiveDate, Utc};

use super::{Changes, DueDate, Todo};
use crate::{
    audit::{self, Action, Change, Event, EventFilter},
    db::{DbError, TenantConn, TenantReader},
    ids::{AuditEventId, TodoId, UserId},
};

/// A change that is recorded.
struct RecordedChange {
    action: Action,
    before: Option<String>,
    after: Option<String>,
}

/// Returns the events of a todo before `before`, the newest first; if there are more than fit
/// on a page, one extra.
pub async fn events(
    db: &TenantReader,
    id: TodoId,
    before: Option<AuditEventId>,
) -> Result<Vec<Event>, DbError> {
    let filter = EventFilter { subject: Some(id.to_string()), ..EventFilter::default() };
    audit::list(db, &filter, before).await
}

/// Records `changes` to a todo that is shared already, before they are made, while the todo has
/// its name.
pub(super) fn changing(db: &TenantConn, todo: &Todo, changes: &Changes, at: DateTime<Utc>) {
    let recorded = if todo.shared { recorded(todo, changes) } else { Vec::new() };
    let events: Vec<_> = recorded
        .iter()
        .map(|RecordedChange { action, before, after }| {
            let change = Change { before: before.as_deref(), after: after.as_deref() };
            (*action, todo.id.to_string(), change)
        })
        .collect();
    audit::record_all(db, &events, at);
}

fn recorded(todo: &Todo, changes: &Changes) -> Vec<RecordedChange> {
    let Changes { title, notes, due_on, assignee, shared, done } = changes;
    let renamed = |title: &str| RecordedChange {
        action: Action::TodoRenamed,
        before: Some(todo.title.clone()),
        after: Some(title.to_owned()),
    };
    let due = |new: Option<DueDate>| {
        let action = if new.is_some() { Action::TodoDueSet } else { Action::TodoDueRemoved };
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string());
        let (before, after) = (text(todo.due_on), text(new.map(DueDate::day)));
        RecordedChange { action, before, after }
    };
    let assigned = |new: Option<UserId>| {
        let action = if new.is_some() { Action::TodoAssigned } else { Action::TodoUnassigned };
        let text = |user: Option<UserId>| user.map(|id| id.to_string());
        RecordedChange { action, before: text(todo.assignee), after: text(new) }
    };
    let plain = |action| RecordedChange { action, before: None, after: None };
    let done = done.map(|done| if done { Action::TodoCompleted } else { Action::TodoReopened });
    let all = [
        title.as_ref().map(|title| renamed(title.as_str())),
        notes.as_ref().map(|_| plain(Action::TodoNotesChanged)),
        due_on.map(due),
        assignee.map(assigned),
        done.map(plain),
        shared.filter(|shared| !shared).map(|_| plain(Action::TodoUnshared)),
    ];
    all.into_iter().flatten().collect()
}

/// Records that a private todo became shared.
pub(super) fn changed(db: &TenantConn, todo: &Todo, changes: &Changes, at: DateTime<Utc>) {
    let is_new = !todo.shared && changes.shared == Some(true);
    shared_only(db, is_new, Action::TodoShared, todo.id, at);
}

/// Records `action` if the todo is shared.
pub(super) fn shared_only(
    db: &TenantConn,
    is_shared: bool,
    action: Action,
    id: TodoId,
    at: DateTime<Utc>,
) {
    if is_shared {
        audit::record(db, action, id, at);
    }
}

/// Records the shared ones of the todos that were completed together.
pub(super) fn completed(db: &TenantConn, todos: &[(TodoId, bool)], at: DateTime<Utc>) {
    let shared = todos.iter().filter(|(_, shared)| *shared);
    let event = |id: TodoId| (Action::TodoCompleted, id.to_string(), Change::default());
    let events: Vec<_> = shared.map(|(id, _)| event(*id)).collect();
    audit::record_all(db, &events, at);
}
