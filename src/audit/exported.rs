//! Events as an organization's export has them.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, QueryDsl as _, Queryable};
use diesel_async::RunQueryDsl as _;

use super::RecordedAction;
use crate::{
    db::{AtMostDsl as _, CurrentTenant, DbError, Scope as _, TenantConn, schema::audit_events},
    ids::{AuditEventId, UserId},
};

/// The number of rows in a batch; a smaller batch is the last one.
pub const BATCH: usize = 1_000;

/// An event.
#[derive(Clone, Debug, Queryable)]
pub struct ExportedEvent {
    /// The event's id.
    pub id: AuditEventId,
    /// The person who did it; `None` if they were deleted.
    pub actor: Option<UserId>,
    /// The actor's name as it was; `None` once the account is deleted.
    pub actor_name: Option<String>,
    /// The actor's address as it was; `None` once the account is deleted.
    pub actor_email: Option<String>,
    /// The action, such as `invitation.created`.
    pub action: RecordedAction,
    /// Id of the object of the action.
    pub subject: String,
    /// The name of the object as it was.
    pub subject_name: Option<String>,
    /// The value before the action.
    pub before: Option<String>,
    /// The value after the action.
    pub after: Option<String>,
    /// The address of the client.
    pub ip_address: Option<String>,
    /// The client's user agent.
    pub user_agent: Option<String>,
    /// Time of the action.
    pub at: DateTime<Utc>,
}

/// Returns the current tenant's events after `after`, oldest first.
pub async fn batch(
    db: &TenantConn,
    after: Option<AuditEventId>,
) -> Result<Vec<ExportedEvent>, DbError> {
    let mut rows = audit_events::table
        .filter(audit_events::tenant_id.eq(CurrentTenant))
        .order(audit_events::id)
        .select((
            audit_events::id,
            audit_events::actor_id,
            audit_events::actor_name,
            audit_events::actor_email,
            audit_events::action,
            audit_events::subject,
            audit_events::subject_name,
            audit_events::before,
            audit_events::after,
            audit_events::ip_address,
            audit_events::user_agent,
            audit_events::created_at,
        ))
        .into_boxed();
    if let Some(after) = after {
        rows = rows.filter(audit_events::id.gt(after));
    }
    Ok(rows.at_most::<BATCH>().load(&mut db.conn()).await?)
}
