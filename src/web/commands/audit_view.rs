//! An event of an organization's history as programs read it, in the API and in files.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    audit::Event,
    ids::{AuditEventId, UserId},
    web::messages,
};

/// An event.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEvent)]
pub struct EventView {
    #[schema(value_type = uuid::Uuid)]
    id: AuditEventId,
    created_at: DateTime<Utc>,
    /// Null if no user caused the event, or if that user's account was deleted.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    actor_id: Option<UserId>,
    /// The actor's name at that time; null if there is no actor.
    #[schema(required = true)]
    actor_name: Option<String>,
    /// The actor's address at that time; null if there is no actor.
    #[schema(required = true)]
    actor_email: Option<String>,
    action: String,
    subject: String,
    /// The subject's name at that time; null if it has none, or if it was a deleted user's.
    #[schema(required = true)]
    subject_name: Option<String>,
    /// The value before the action, such as a role; null if it replaced nothing.
    #[schema(required = true)]
    before: Option<String>,
    /// The value after the action; null if it set nothing.
    #[schema(required = true)]
    after: Option<String>,
    /// The client's IP address; null if no request caused the event, or if the actor's account was deleted.
    #[schema(required = true)]
    ip_address: Option<String>,
    /// The client's user agent; null like the IP address.
    #[schema(required = true)]
    user_agent: Option<String>,
    /// The id of the request; null if no request caused the event.
    #[schema(required = true)]
    request_id: Option<String>,
    /// The event in plain English.
    sentence: String,
}

impl EventView {
    /// The columns of a table, in the order of [`cells`](Self::cells).
    pub const COLUMNS: [&'static str; 14] = [
        "id",
        "created_at",
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
        "request_id",
        "sentence",
    ];

    /// Returns the event as a row of a table, for a spreadsheet.
    pub fn cells(self) -> [String; 14] {
        let text = |value: Option<String>| value.unwrap_or_default();
        [
            self.id.to_string(),
            self.created_at.to_rfc3339_opts(SecondsFormat::Millis, true),
            text(self.actor_id.map(|id| id.to_string())),
            text(self.actor_name),
            text(self.actor_email),
            self.action,
            self.subject,
            text(self.subject_name),
            text(self.before),
            text(self.after),
            text(self.ip_address),
            text(self.user_agent),
            text(self.request_id),
            self.sentence,
        ]
        .map(harmless)
    }
}

/// Quotes a text that a spreadsheet would calculate: names are chosen by strangers.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let sentence = messages::audit::sentence(&event);
        Self {
            sentence: format!("{} {}.", sentence.actor, sentence.rest),
            id: event.id,
            created_at: event.at,
            actor_id: event.actor,
            actor_name: event.actor_name,
            actor_email: event.actor_email,
            action: event.action.as_str().to_owned(),
            subject: event.subject,
            subject_name: event.subject_name,
            before: event.before,
            after: event.after,
            ip_address: event.ip_address,
            user_agent: event.user_agent,
            request_id: event.request_id,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_calculates_nothing() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(harmless(text.to_owned()), format!("'{text}"));
        }
        assert_eq!(harmless(String::from("Ada = Bob")), "Ada = Bob");
    }
}
