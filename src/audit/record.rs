//! Adds events to an organization's history.

use chrono::{DateTime, Utc};
use diesel::{
    ExpressionMethods as _, Insertable, NullableExpressionMethods as _,
    pg::Pg,
    query_builder::{InsertStatement, QueryFragment, QueryId},
};

use super::Action;
use crate::{
    db::{CurrentTenant, CurrentUser, Scope as _, TenantConn, schema::audit_events},
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

/// A new row, which owns its values.
macro_rules! row {
    ($origin:expr, $action:expr, $subject:expr, $change:expr, $at:expr) => {
        (
            audit_events::tenant_id.eq(CurrentTenant),
            audit_events::id.eq(AuditEventId::at($at)),
            audit_events::actor_id.eq(CurrentUser.nullable()),
            audit_events::action.eq($action.as_str()),
            audit_events::subject.eq($subject.to_string()),
            audit_events::created_at.eq($at),
            audit_events::before.eq($change.before.map(str::to_owned)),
            audit_events::after.eq($change.after.map(str::to_owned)),
            audit_events::ip_address.eq($origin.ip.map(|ip| ip.to_string())),
            audit_events::user_agent.eq(filled(&$origin.user_agent)),
            audit_events::request_id.eq(filled(&$origin.request_id)),
        )
    };
}

/// Records that the current user did `action` to `subject`, in the same transaction: the row
/// leaves with the next statement, or with COMMIT.
///
/// The database adds the names of the two as they are now, so record a deletion before it
/// happens.
pub fn record(db: &TenantConn, action: Action, subject: impl ToString, at: DateTime<Utc>) {
    record_change(db, action, subject, Change::default(), at);
}

/// Like [`record`], for an action that replaced a value.
pub fn record_change(
    db: &TenantConn,
    action: Action,
    subject: impl ToString,
    change: Change<'_>,
    at: DateTime<Utc>,
) {
    add(db, row!(db.origin(), action, subject, change, at));
}

/// Records that the current user, whose role is `role`, was refused `attempt`. The refused
/// request is over, so the transaction doesn't know where it came from.
pub fn record_refusal(
    db: &TenantConn,
    action: Action,
    attempt: &str,
    role: Role,
    origin: &RequestOrigin,
    at: DateTime<Utc>,
) {
    let change = Change { before: Some(role.as_str()), after: None };
    add(db, row!(origin, action, attempt, change, at));
}

/// Like [`record_change`], for several events at once: each has an action, a subject and the
/// values. One row at a time stays prepared, and all of them leave together.
pub fn record_all(db: &TenantConn, events: &[(Action, String, Change<'_>)], at: DateTime<Utc>) {
    for (action, subject, change) in events {
        record_change(db, *action, subject, *change, at);
    }
}

fn add<Row>(db: &TenantConn, row: Row)
where
    Row: Insertable<audit_events::table>,
    InsertStatement<audit_events::table, Row::Values>: QueryFragment<Pg> + QueryId + Send + 'static,
{
    db.write_with_next(diesel::insert_into(audit_events::table).values(row));
}

fn filled(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
