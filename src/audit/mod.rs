//! The history of an organization: rows are added, never changed. The history of a person's
//! own account is in [`security`].

mod action;
pub mod device;
pub mod security;
mod security_event;

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, NullableExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::RunQueryDsl as _;

pub use self::action::{Action, RecordedAction};
use crate::{
    db::{
        AtMostDsl as _, CurrentTenant, CurrentUser, DbError, Scope as _, TenantConn,
        schema::{audit_events, users},
    },
    ids::{AuditEventId, UserId},
};

/// An event as the organization's admins read it.
#[derive(Clone, Debug, Queryable)]
pub struct Event {
    /// Key of the event; sorts by age.
    pub id: AuditEventId,
    /// The person who did it; `None` if they were deleted.
    pub actor: Option<UserId>,
    /// The actor's current name; may be empty.
    pub actor_name: Option<String>,
    /// The action, such as `invitation.created`.
    pub action: RecordedAction,
    /// Id of the object of the action.
    pub subject: String,
    /// The value before the action; `None` if it replaced nothing.
    pub before: Option<String>,
    /// The value after the action; `None` if it set nothing.
    pub after: Option<String>,
    /// Time of the action.
    pub at: DateTime<Utc>,
}

/// Number of events that a page shows.
pub const PAGE_SIZE: usize = 50;

/// Lists the current tenant's events before `before`, newest first, plus one more than a
/// page if there are more.
pub async fn list(db: &TenantConn, before: Option<AuditEventId>) -> Result<Vec<Event>, DbError> {
    let mut page = audit_events::table
        .left_join(users::table)
        .filter(audit_events::tenant_id.eq(CurrentTenant))
        .order(audit_events::id.desc())
        .select((
            audit_events::id,
            audit_events::actor_id,
            users::name.nullable(),
            audit_events::action,
            audit_events::subject,
            audit_events::before,
            audit_events::after,
            audit_events::created_at,
        ))
        .into_boxed();
    if let Some(last) = before {
        page = page.filter(audit_events::id.lt(last));
    }
    Ok(page.at_most::<{ PAGE_SIZE + 1 }>().load(&mut db.conn()).await?)
}

/// A value before and after an action; never a secret, and no name of a person, which
/// would outlive the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// The previous value.
    pub before: Option<&'a str>,
    /// The new value.
    pub after: Option<&'a str>,
}

/// Records that the current user did `action` to `subject`, in the same transaction.
pub async fn record(
    db: &TenantConn,
    action: Action,
    subject: impl ToString,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    record_change(db, action, subject, Change::default(), at).await
}

/// Like [`record`], for an action that replaced a value.
pub async fn record_change(
    db: &TenantConn,
    action: Action,
    subject: impl ToString,
    change: Change<'_>,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        audit_events::tenant_id.eq(CurrentTenant),
        audit_events::id.eq(AuditEventId::new()),
        audit_events::actor_id.eq(CurrentUser.nullable()),
        audit_events::action.eq(action.as_str()),
        audit_events::subject.eq(subject.to_string()),
        audit_events::created_at.eq(at),
        audit_events::before.eq(change.before),
        audit_events::after.eq(change.after),
    );
    diesel::insert_into(audit_events::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}
