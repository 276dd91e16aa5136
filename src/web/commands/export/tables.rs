//! The tables of an export: their columns and rows.

use serde_json::{Value, json};

use crate::{
    audit,
    db::{DbError, TenantConn},
    tenancy::exported,
    todos,
};

/// A table of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Table {
    Members,
    Invitations,
    Todos,
    AuditEvents,
}

/// A row: the values of the table's columns.
pub(super) type Row = Vec<Value>;

impl Table {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Members => "members",
            Self::Invitations => "invitations",
            Self::Todos => "todos",
            Self::AuditEvents => "audit-events",
        }
    }

    /// Returns the columns; the first one is the key.
    pub(super) fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Members => &["user_id", "name", "email", "role", "joined_at", "suspended_at"],
            Self::Invitations => &[
                "id",
                "email",
                "role",
                "invited_by",
                "created_at",
                "expires_at",
                "accepted_at",
                "canceled_at",
            ],
            Self::Todos => &[
                "id",
                "author_id",
                "assignee_id",
                "title",
                "notes",
                "due_on",
                "shared",
                "created_at",
                "completed_at",
            ],
            Self::AuditEvents => &[
                "id",
                "actor_id",
                "actor_name",
                "actor_email",
                "action",
                "subject",
                "subject_name",
                "before",
                "after",
                "ip_address",
                "user_agent",
                "created_at",
            ],
        }
    }

    /// Returns the rows after the key `after`, in the order of their keys.
    pub(super) async fn batch(
        self,
        db: &TenantConn,
        after: Option<&str>,
    ) -> Result<Vec<Row>, DbError> {
        match self {
            Self::Members => {
                let rows = exported::members(db, key(after)).await?;
                Ok(rows.into_iter().map(member).collect())
            }
            Self::Invitations => {
                let rows = exported::invitations(db, key(after)).await?;
                Ok(rows.into_iter().map(invitation).collect())
            }
            Self::Todos => {
                let rows = todos::exported::batch(db, key(after)).await?;
                Ok(rows.into_iter().map(todo).collect())
            }
            Self::AuditEvents => {
                let rows = audit::exported::batch(db, key(after)).await?;
                Ok(rows.into_iter().map(event).collect())
            }
        }
    }
}

/// The number of rows in a batch; a smaller batch is the last one.
pub(super) const BATCH: usize = exported::BATCH;

fn key<T: std::str::FromStr>(after: Option<&str>) -> Option<T> {
    after.and_then(|after| after.parse().ok())
}

fn member(row: exported::ExportedMember) -> Row {
    vec![
        json!(row.user),
        json!(row.name),
        json!(row.email),
        json!(row.role),
        json!(row.joined_at),
        json!(row.suspended_at),
    ]
}

fn invitation(row: exported::ExportedInvitation) -> Row {
    vec![
        json!(row.id),
        json!(row.email),
        json!(row.role),
        json!(row.invited_by),
        json!(row.created_at),
        json!(row.expires_at),
        json!(row.accepted_at),
        json!(row.canceled_at),
    ]
}

fn todo(row: todos::exported::ExportedTodo) -> Row {
    vec![
        json!(row.id),
        json!(row.author),
        json!(row.assignee),
        json!(row.title),
        json!(row.notes),
        json!(row.due_on),
        json!(row.shared),
        json!(row.created_at),
        json!(row.completed_at),
    ]
}

fn event(row: audit::exported::ExportedEvent) -> Row {
    vec![
        json!(row.id),
        json!(row.actor),
        json!(row.actor_name),
        json!(row.actor_email),
        json!(row.action.as_str()),
        json!(row.subject),
        json!(row.subject_name),
        json!(row.before),
        json!(row.after),
        json!(row.ip_address),
        json!(row.user_agent),
        json!(row.at),
    ]
}
