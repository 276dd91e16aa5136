//! The history of a todo.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    audit::{self, Event},
    db::TenantReader,
    ids::{AuditEventId, UserId},
    todos,
    web::{
        access::{Member, Reading, Visit},
        api::v1::{ItemPath, listing::Listing},
        error::AppError,
        messages,
        request::query::Query,
        urls,
        views::FieldErrors,
    },
};

/// The query `?before={id}` of a history.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HistoryQuery {
    before: String,
}

/// An event of a todo's history.
#[derive(Serialize, ToSchema)]
#[schema(as = TodoEvent)]
pub struct TodoEventView {
    #[schema(value_type = uuid::Uuid)]
    id: AuditEventId,
    created_at: DateTime<Utc>,
    action: String,
    /// Null if the actor's account was deleted.
    #[schema(value_type = Option<uuid::Uuid>, required = true)]
    actor_id: Option<UserId>,
    /// The actor's name at that time; null like the actor.
    #[schema(required = true)]
    actor_name: Option<String>,
    /// The value before the action, such as a title; null if it replaced nothing.
    #[schema(required = true)]
    before: Option<String>,
    /// The value after the action; null if it set nothing.
    #[schema(required = true)]
    after: Option<String>,
    /// The event in plain English.
    sentence: String,
}

/// `GET /api/v1/tenants/{slug}/todos/{id}/history`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/todos/{id}/history",
    tag = "To-dos",
    summary = "What happened to a to-do while it was shared",
    params(("before" = Option<String>, Query, description = "Those older than the event with this id")),
    responses(
        (
            status = 200,
            description = "Newest first; everyone who sees the to-do sees it",
            body = Listing<TodoEventView>,
        ),
    ),
)]
pub async fn list(
    member: Reading<Member>,
    path: web::Path<ItemPath>,
    query: Query<HistoryQuery>,
) -> Result<HttpResponse, AppError> {
    let (id, before) = (path.id()?, query.before()?);
    let reads =
        async |db: &TenantReader| try_join!(todos::find(db, id), todos::events(db, id, before));
    let (member, (todo, mut events)) = member.read(reads).await?;
    let todo = todos::seen(todo, member.caller.user)?;
    let more = events.len() > audit::PAGE_SIZE;
    events.truncate(audit::PAGE_SIZE);
    let list = urls::api_list(member.tenant.slug.as_str(), "todos");
    let last = events.last().filter(|_| more);
    let next = last.map(|last| format!("{list}/{}/history?before={}", todo.id, last.id));
    Ok(Listing::part(events.into_iter().map(TodoEventView::from).collect(), next).answer())
}

impl HistoryQuery {
    fn before(&self) -> Result<Option<AuditEventId>, AppError> {
        if self.before.is_empty() {
            return Ok(None);
        }
        let invalid = |_| FieldErrors::one("before", "Follow `next` as it came.");
        self.before.parse().map(Some).map_err(|error| AppError::Invalid(invalid(error)))
    }
}

impl From<Event> for TodoEventView {
    fn from(event: Event) -> Self {
        let sentence = messages::audit::sentence(&event);
        Self {
            sentence: format!("{} {}.", sentence.actor, sentence.rest),
            id: event.id,
            created_at: event.at,
            action: event.action.as_str().to_owned(),
            actor_id: event.actor,
            actor_name: event.actor_name,
            before: event.before,
            after: event.after,
        }
    }
}
