//! Who did what in an organization: rows are added, never changed.

use chrono::{DateTime, Utc};
use diesel::ExpressionMethods as _;
use diesel_async::RunQueryDsl as _;

use crate::{
    db::{DbError, Scope as _, TenantConn, schema::audit_events},
    ids::{AuditEventId, UserId},
};

/// What was done, spelled as the table has it.
#[derive(Clone, Copy, Debug)]
pub enum Action {
    /// An organization was registered.
    TenantRegistered,
    /// Somebody was invited.
    InvitationCreated,
    /// An invitation was taken back.
    InvitationCanceled,
    /// Somebody joined by an invitation.
    InvitationAccepted,
}

impl Action {
    fn as_str(self) -> &'static str {
        match self {
            Self::TenantRegistered => "tenant.registered",
            Self::InvitationCreated => "invitation.created",
            Self::InvitationCanceled => "invitation.canceled",
            Self::InvitationAccepted => "invitation.accepted",
        }
    }
}

/// Records that `actor` did `action` to `subject`, in the transaction that does it.
pub async fn record(
    db: &TenantConn,
    actor: UserId,
    action: Action,
    subject: impl ToString,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = (
        audit_events::tenant_id.eq(db.tenant()),
        audit_events::id.eq(AuditEventId::new()),
        audit_events::actor_id.eq(actor),
        audit_events::action.eq(action.as_str()),
        audit_events::subject.eq(subject.to_string()),
        audit_events::created_at.eq(at),
    );
    diesel::insert_into(audit_events::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}
