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
            actor_email: event.actor_email,
            action: event.action.as_str().to_owned(),
            subject: event.subject,
            subject_name: event.subject_name,
            before: event.before,
            after: event.after,
            ip_address: event.ip_address,
            user_agent: event.user_agent,
            request_id: event.request_id,
            created_at: event.at,
        }
    }
}
