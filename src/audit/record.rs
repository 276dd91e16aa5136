//! Adds events to an organization's history.

use chrono::{DateTime, Utc};
use diesel::{ExpressionMethods as _, NullableExpressionMethods as _};
use diesel_async::RunQueryDsl as _;

use super::Action;
use crate::{
    db::{
        CurrentTenant, CurrentUser, DbError, Scope as _, TenantConn, Write, schema::audit_events,
    },
    ids::AuditEventId,
    types::{RequestOrigin, Role},
};

/// A value before and after an action; never a secret, and no name of a person, which
/// would outlive the account.
#[derive(Clone, Copy, Debug, Default)]
pub struct Change<'a> {
    /// The previous value.
    pub before: Option<&'a str>,
    /// The new value.
    pub after: Option<&'a str>,
}

/// A new row.
macro_rules! row {
    ($origin:expr, $action:expr, $subject:expr, $change:expr, $at:expr) => {
        (
            audit_events::tenant_id.eq(CurrentTenant),
            audit_events::id.eq(AuditEventId::at($at)),
            audit_events::actor_id.eq(CurrentUser.nullable()),
            audit_events::action.eq($action.as_str()),
            audit_events::subject.eq($subject),
            audit_events::created_at.eq($at),
            audit_events::before.eq($change.before),
            audit_events::after.eq($change.after),
            audit_events::ip_address.eq($origin.ip.map(|ip| ip.to_string())),
            audit_events::user_agent.eq(filled(&$origin.user_agent)),
            audit_events::request_id.eq(filled(&$origin.request_id)),
        )
    };
}

/// Records that the current user did `action` to `subject`, in the same transaction.
///
/// The database adds the names of the two as they are now, so record a deletion before it
/// happens.
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
    add(db, db.origin(), action, subject.to_string(), change, at).await
}

/// Records that the current user, whose role is `role`, was refused `attempt`. The refused
/// request is over, so the transaction doesn't know where it came from.
pub async fn record_refusal(
    db: &TenantConn,
    action: Action,
    attempt: &str,
    role: Role,
    origin: &RequestOrigin,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let change = Change { before: Some(role.as_str()), after: None };
    add(db, origin, action, attempt.to_owned(), change, at).await
}

/// Like [`record_change`], for several events at once: each has an action, a subject and the
/// values.
pub async fn record_all(
    db: &TenantConn,
    events: &[(Action, String, Change<'_>)],
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    match all(db, events, at) {
        Some(write) => Ok(write.await.map(drop)?),
        None => Ok(()),
    }
}

/// Returns the statement of [`record_all`]; `None` without events.
pub(crate) fn all<'a>(
    db: &'a TenantConn,
    events: &[(Action, String, Change<'_>)],
    at: DateTime<Utc>,
) -> Option<Write<'a>> {
    let origin = db.origin();
    let rows: Vec<_> = events
        .iter()
        .map(|(action, subject, change)| row!(origin, action, subject.as_str(), change, at))
        .collect();
    match <[_; 1]>::try_from(rows) {
        Ok([row]) => Some(db.conn().write(diesel::insert_into(audit_events::table).values(row))),
        Err(none) if none.is_empty() => None,
        Err(rows) => Some(db.conn().write(diesel::insert_into(audit_events::table).values(rows))),
    }
}

async fn add(
    db: &TenantConn,
    origin: &RequestOrigin,
    action: Action,
    subject: String,
    change: Change<'_>,
    at: DateTime<Utc>,
) -> Result<(), DbError> {
    let row = row!(origin, action, subject, change, at);
    diesel::insert_into(audit_events::table).values(row).execute(&mut db.conn()).await?;
    Ok(())
}

fn filled(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
