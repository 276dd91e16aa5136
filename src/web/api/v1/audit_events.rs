//! The audit log of an organization.

use actix_web::HttpResponse;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::listing::Listing;
use crate::{
    audit::{self, Event, PAGE_SIZE},
    ids::{AuditEventId, UserId},
    web::{
        access::{Allowed, ReadAudit},
        error::AppError,
        request::query::Query,
        urls,
    },
};

/// The query `?before={id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct EventsQuery {
    before: String,
}

/// An event.
#[derive(Serialize, ToSchema)]
#[schema(as = AuditEvent)]
struct EventView {
    #[schema(value_type = uuid::Uuid)]
    id: AuditEventId,
    /// Null if no user caused the event.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    actor_id: Option<UserId>,
    #[schema(required = true)]
    actor_name: Option<String>,
    action: String,
    subject: String,
    /// The value before the action, such as a role; null if it replaced nothing.
    #[schema(required = true)]
    before: Option<String>,
    /// The value after the action; null if it set nothing.
    #[schema(required = true)]
    after: Option<String>,
    created_at: DateTime<Utc>,
}

/// `GET /api/v1/tenants/{slug}/audit-events`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/audit-events",
    tag = "Audit",
    summary = "Who did what",
    params(
        (
            "before" = Option<String>,
            Query,
            description = "Those older than the event with this id",
        ),
    ),
    responses(
        (
            status = 200,
            description = "Newest first; admins and owners see them",
            body = Listing<EventView>,
        ),
    ),
)]
pub async fn list(
    allowed: Allowed<ReadAudit>,
    query: Query<EventsQuery>,
) -> Result<HttpResponse, AppError> {
    let member = allowed.member;
    let mut events = audit::list(&member.db, query.before.parse().ok()).await?;
    member.db.close().await?;
    let more = events.len() > PAGE_SIZE;
    events.truncate(PAGE_SIZE);
    let last = events.last().filter(|_| more).map(|event| event.id);
    let path = urls::api_list(&member.tenant.slug, "audit-events");
    let next = last.map(|id| format!("{path}?before={id}"));
    Ok(Listing::part(events.into_iter().map(EventView::from).collect(), next).answer())
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        Self {
            id: event.id,
            actor_id: event.actor,
            actor_name: event.actor_name,
            action: event.action.as_str().to_owned(),
            subject: event.subject,
            before: event.before,
            after: event.after,
            created_at: event.at,
        }
    }
}
