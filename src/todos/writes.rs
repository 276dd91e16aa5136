use chrono::{DateTime, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _,
};
use diesel_async::RunQueryDsl as _;

use super::{Changes, DueDate, FormKey, NewTodo};
use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, KeptDsl as _, Scope as _, TenantConn, TenantReader,
        schema::todos,
    },
    ids::{TodoId, UserId},
};

/// Adds a todo with the next statement.
pub(super) fn insert(
    db: &TenantConn,
    id: TodoId,
    key: Option<FormKey>,
    new: &NewTodo,
    at: DateTime<Utc>,
) {
    let row = (
        todos::tenant_id.eq(CurrentTenant),
        todos::id.eq(id),
        todos::author_id.eq(CurrentUser.nullable()),
        todos::title.eq(new.title.as_str().to_owned()),
        todos::notes.eq(new.notes.as_str().to_owned()),
        todos::due_on.eq(new.due_on.map(DueDate::day)),
        todos::assignee_id.eq(new.assignee),
        todos::shared.eq(new.shared),
        todos::created_at.eq(at),
        todos::form_key.eq(key.map(FormKey::as_uuid)),
    );
    db.write_with_next(diesel::insert_into(todos::table).values(row));
}

/// Changes a todo with the next statement; there has to be a change.
pub(super) fn update(db: &TenantConn, id: TodoId, changes: &Changes, at: DateTime<Utc>) {
    let columns = (
        changes.title.as_ref().map(|title| todos::title.eq(title.as_str().to_owned())),
        changes.notes.as_ref().map(|notes| todos::notes.eq(notes.as_str().to_owned())),
        changes.due_on.map(|due| todos::due_on.eq(due.map(DueDate::day))),
        changes.assignee.map(|user| todos::assignee_id.eq(user)),
        changes.shared.map(|shared| todos::shared.eq(shared)),
        changes.done.map(|done| todos::completed_at.eq(done.then_some(at))),
    );
    let row = todos::table.find((CurrentTenant, id));
    db.write_with_next(diesel::update(row).set(columns).kept());
}

/// Locks the open ones of `ids` that the current user sees. Returns them, with whether they are
/// shared.
pub(super) async fn lock_open(
    db: &TenantReader,
    ids: &[TodoId],
) -> Result<Vec<(TodoId, bool)>, DbError> {
    let seen = todos::shared.or(todos::author_id.assume_not_null().eq(CurrentUser));
    // In one order, so that two who complete the same ones don't wait for each other.
    let open = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::id.eq_any(ids)))
        .filter(todos::completed_at.is_null().and(seen))
        .order(todos::id)
        .select((todos::id, todos::shared))
        .for_no_key_update();
    Ok(open.load(&mut db.conn()).await?)
}

/// Completes those that [`lock_open`] has found, with the next statement.
pub(super) fn complete(db: &TenantConn, ids: Vec<TodoId>, at: DateTime<Utc>) {
    let open = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::id.eq_any(ids)))
        .filter(todos::completed_at.is_null());
    db.write_with_next(diesel::update(open).set(todos::completed_at.eq(at)).kept());
}

pub(super) async fn hand_over(
    db: &TenantConn,
    author: UserId,
    heir: UserId,
) -> Result<usize, DbError> {
    let shared = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant).and(todos::author_id.eq(author)))
        .filter(todos::shared);
    let update = diesel::update(shared).set(todos::author_id.eq(heir)).kept();
    Ok(update.execute(&mut db.conn()).await?)
}

/// Deletes a todo with the next statement.
pub(super) fn delete(db: &TenantConn, id: TodoId) {
    db.write_with_next(diesel::delete(todos::table.find((CurrentTenant, id))));
}
