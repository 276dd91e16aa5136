//! The audit log of an organization.

use actix_web::HttpResponse;

use super::listing::Listing;
use crate::{
    audit::{self, PAGE_SIZE},
    db::TenantReader,
    web::{
        access::{Allowed, ReadAudit, Reading, Visit},
        commands::{audit_query::AuditQuery, audit_view::EventView},
        error::AppError,
        request::query::Query,
        urls,
    },
};

/// `GET /api/v1/tenants/{slug}/audit-events`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/audit-events",
    tag = "Audit",
    summary = "Who did what",
    params(
        ("actor" = Option<String>, Query, description = "Those of the user with this id or address"),
        ("action" = Option<String>, Query, description = "Those of this action, such as `member.removed`"),
        ("from" = Option<String>, Query, description = "Those of this day (in UTC) and later, or from this time on"),
        ("to" = Option<String>, Query, description = "Those of this day (in UTC) and earlier, or before this time"),
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
    allowed: Reading<Allowed<ReadAudit>>,
    query: Query<AuditQuery>,
) -> Result<HttpResponse, AppError> {
    let filter = query.strict_filter()?;
    let reads = async |db: &TenantReader| audit::list(db, &filter, query.cursor()).await;
    let (member, mut events) = allowed.read(reads).await?;
    let more = events.len() > PAGE_SIZE;
    events.truncate(PAGE_SIZE);
    let last = events.last().filter(|_| more).map(|event| event.id);
    let path = urls::api_list(member.tenant.slug.as_str(), "audit-events");
    let next = last.map(|id| query.link(&path, Some(id)));
    Ok(Listing::part(events.into_iter().map(EventView::from).collect(), next).answer())
}
