//! Todos as an organization's export has them.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    BoolExpressionMethods as _, ExpressionMethods as _, NullableExpressionMethods as _,
    QueryDsl as _, Queryable,
};
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _, TenantConn, schema::todos,
    },
    ids::{TodoId, UserId},
    tenancy::exported::BATCH,
};

/// A todo.
#[derive(Clone, Debug, Queryable)]
pub struct ExportedTodo {
    /// The todo's id.
    pub id: TodoId,
    /// The author; `None` for a former member.
    pub author: Option<UserId>,
    /// The member who is to do it.
    pub assignee: Option<UserId>,
    /// The task.
    pub title: String,
    /// The notes; may be empty.
    pub notes: String,
    /// The day by which it is to be done.
    pub due_on: Option<NaiveDate>,
    /// Whether all members see it.
    pub shared: bool,
    /// The time at which it was added.
    pub created_at: DateTime<Utc>,
    /// The time of completion.
    pub completed_at: Option<DateTime<Utc>>,
}

/// Returns the todos after `after`, in the order of their keys: the shared ones, and the
/// current user's own. Nobody exports what others keep private.
pub async fn batch(db: &TenantConn, after: Option<TodoId>) -> Result<Vec<ExportedTodo>, DbError> {
    let mut rows = todos::table
        .filter(todos::tenant_id.eq(CurrentTenant))
        .filter(todos::shared.or(todos::author_id.assume_not_null().eq(CurrentUser)))
        .order(todos::id)
        .select((
            todos::id,
            todos::author_id,
            todos::assignee_id,
            todos::title,
            todos::notes,
            todos::due_on,
            todos::shared,
            todos::created_at,
            todos::completed_at,
        ))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(todos::id.gt(after));
    }
    Ok(rows.at_most::<BATCH>().load(&mut db.conn()).await?)
}
