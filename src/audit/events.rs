//! Reads an organization's history.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable, Selectable, SelectableHelper as _};
use diesel_async::RunQueryDsl as _;

use super::RecordedAction;
use crate::{
    db::{AtMostDsl as _, CurrentTenant, DbError, Scope as _, TenantConn, schema::audit_events},
    ids::{AuditEventId, UserId},
};

/// An event as the organization's admins read it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub struct Event {
    /// Key of the event; sorts by age.
    pub id: AuditEventId,
    /// The person who did it; `None` if they were deleted, or if nobody did it.
    #[diesel(column_name = actor_id)]
    pub actor: Option<UserId>,
    /// The actor's name at that time; may be empty, `None` like the actor.
    pub actor_name: Option<String>,
    /// The actor's address at that time; `None` like the actor.
    pub actor_email: Option<String>,
    /// The action, such as `invitation.created`.
    pub action: RecordedAction,
    /// Id of the object of the action.
    pub subject: String,
    /// The object's name at that time; `None` if it has none, or if it was a deleted person's.
    pub subject_name: Option<String>,
    /// The value before the action; `None` if it replaced nothing.
    pub before: Option<String>,
    /// The value after the action; `None` if it set nothing.
    pub after: Option<String>,
    /// The client's IP address; `None` if no request caused it, or if the actor was deleted.
    pub ip_address: Option<String>,
    /// The client's user agent; `None` like the IP address.
    pub user_agent: Option<String>,
    /// The request's id in the log; `None` if no request caused it.
    pub request_id: Option<String>,
    /// Time of the action.
    #[diesel(column_name = created_at)]
    pub at: DateTime<Utc>,
}

/// Number of events that a page shows.
pub const PAGE_SIZE: usize = 50;

/// Lists the current tenant's events before `before`, newest first, plus one more than a
/// page if there are more.
pub async fn list(db: &TenantConn, before: Option<AuditEventId>) -> Result<Vec<Event>, DbError> {
    let mut page = audit_events::table
        .filter(audit_events::tenant_id.eq(CurrentTenant))
        .order(audit_events::id.desc())
        .select(Event::as_select())
        .into_boxed();
    if let Some(last) = before {
        page = page.filter(audit_events::id.lt(last));
    }
    Ok(page.at_most::<{ PAGE_SIZE + 1 }>().load(&mut db.conn()).await?)
}
