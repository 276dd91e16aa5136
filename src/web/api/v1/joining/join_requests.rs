//! Requests of people to join an organization.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{ItemPath, answer, listing::Listing};
use crate::{
    db::TenantReader,
    ids::{JoinRequestId, UserId},
    tenancy::join_requests::{self, OpenRequest, PAGE_SIZE},
    types::{InvalidRole, Role},
    web::{
        access::{Allowed, ManageJoining, Reading, Visit, Writing},
        commands::join_requests as commands,
        error::AppError,
        request::{json_body::JsonBody, query::Query},
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// An open request.
#[derive(Serialize, ToSchema)]
#[schema(as = JoinRequest)]
struct RequestView {
    #[schema(value_type = uuid::Uuid)]
    id: JoinRequestId,
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    /// May be empty.
    name: String,
    email: String,
    /// The way by which the person came to ask: `link` or `domain`.
    came_by: String,
    created_at: DateTime<Utc>,
}

/// The query `?after={id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct QueueQuery {
    after: String,
}

/// `{role?}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = Approval)]
#[serde(default)]
struct ApprovalBody {
    /// `member` if it's missing.
    #[schema(value_type = Option<Role>)]
    role: Option<String>,
}

/// A member who was let in.
#[derive(Serialize, ToSchema)]
#[schema(as = ApprovedMember)]
struct ApprovedView {
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    name: String,
    email: String,
    role: Role,
}

/// `GET /api/v1/tenants/{slug}/join-requests`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/join-requests",
    tag = "Joining",
    summary = "The people who ask to join",
    params(
        ("after" = Option<String>, Query, description = "Those later than the request with this id"),
    ),
    responses(
        (
            status = 200,
            description = "Open requests, oldest first; admins and owners see them",
            body = Listing<RequestView>,
        ),
    ),
)]
pub async fn list(
    allowed: Reading<Allowed<ManageJoining>>,
    query: Query<QueueQuery>,
) -> Result<HttpResponse, AppError> {
    let after = query.after.parse().ok();
    let reads = async |db: &TenantReader| join_requests::queue(db, after).await;
    let (member, mut open) = allowed.read(reads).await?;
    let more = open.len() > PAGE_SIZE;
    open.truncate(PAGE_SIZE);
    let last = open.last().filter(|_| more).map(|request| request.id);
    let path = urls::api_list(member.tenant.slug.as_str(), "join-requests");
    let next = last.map(|id| format!("{path}?after={id}"));
    Ok(Listing::part(open.into_iter().map(RequestView::from).collect(), next).answer())
}

/// `POST /api/v1/tenants/{slug}/join-requests/{id}/approval`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/join-requests/{id}/approval",
    tag = "Joining",
    summary = "Let a person in",
    request_body = ApprovalBody,
    responses(
        (
            status = 200,
            description = "The person is a member and is told by email; nobody gives a role \
                           above their own",
            body = ApprovedView,
        ),
    ),
)]
pub async fn approve(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let reads = async |db: &TenantReader| {
        join_requests::find_to_approve(db, &state.bans, id, state.clock.now()).await
    };
    let (member, to_approve) = allowed.open(reads).await?;
    let ApprovalBody { role } = sent.read()?;
    let role = role.map_or(Ok(Role::Member), |role| role.parse());
    let role = role.map_err(|error: InvalidRole| {
        AppError::Invalid(FieldErrors::one("role", error.to_string()))
    })?;
    let approved = commands::approve(member, &state, &to_approve, role).await?;
    let OpenRequest { user: user_id, name, email, .. } = to_approve.request.request().clone();
    Ok(answer::changed(ApprovedView { user_id, name, email, role }, approved))
}

/// `DELETE /api/v1/tenants/{slug}/join-requests/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/join-requests/{id}",
    tag = "Joining",
    summary = "Decline a request",
    responses((status = 204, description = "The person is told by email")),
)]
pub async fn delete(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let reads = async |db: &TenantReader| join_requests::find_to_decide(db, id).await;
    let (member, to_decide) = allowed.open(reads).await?;
    Ok(answer::deleted(commands::decline(member, &state, &to_decide).await?))
}

impl From<OpenRequest> for RequestView {
    fn from(request: OpenRequest) -> Self {
        let OpenRequest { id, user: user_id, name, email, came_by, created_at } = request;
        Self { id, user_id, name, email, came_by, created_at }
    }
}
