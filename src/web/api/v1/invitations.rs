//! Invitations that await an answer.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ItemPath, answer, listing::Listing};
use crate::{
    ids::InvitationId,
    tenancy::invitations::{self, PendingInvitation},
    types::Role,
    web::{
        access::{Allowed, InviteMembers},
        commands::invite,
        error::AppError,
        request::{fields, json_body::JsonBody},
        state::AppState,
    },
};

/// An invitation; the token of its link is only in the mail.
#[derive(Serialize, ToSchema)]
#[schema(as = Invitation)]
struct InvitationView {
    #[schema(value_type = uuid::Uuid)]
    id: InvitationId,
    email: String,
    role: Role,
    expires_at: DateTime<Utc>,
    invited_by: String,
}

/// `{email, role}`
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewInvitationBody {
    #[schema(required = true)]
    email: String,
    #[schema(value_type = Role, required = true)]
    role: String,
}

/// `GET /api/v1/tenants/{slug}/invitations`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/invitations",
    tag = "Invitations",
    summary = "The invitations that wait for an answer",
    responses(
        (
            status = 200,
            description = "All of them; admins and owners see them",
            body = Listing<InvitationView>,
        ),
    ),
)]
pub async fn list(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let db = allowed.member.db;
    let pending = invitations::pending(&db, state.clock.now()).await?;
    db.close().await?;
    Ok(Listing::whole(pending.into_iter().map(InvitationView::from).collect()).answer())
}

/// `POST /api/v1/tenants/{slug}/invitations`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/invitations",
    tag = "Invitations",
    summary = "Invite somebody",
    request_body = NewInvitationBody,
    responses(
        (
            status = 201,
            description = "The link was mailed; nobody gives a role above their own",
            body = InvitationView,
        ),
    ),
)]
pub async fn create(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let (member, now) = (allowed.member, state.clock.now());
    let NewInvitationBody { email, role } = sent.read()?;
    let new = fields::invitation(&email, &role).map_err(AppError::Invalid)?;
    invite::send(&member, &state, &new).await?;
    let pending = invitations::pending(&member.db, now).await?;
    let created = pending.into_iter().find(|it| it.email == new.email.as_str());
    Ok(answer::created(created.map(InvitationView::from), member.db.commit().await?))
}

/// `DELETE /api/v1/tenants/{slug}/invitations/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/invitations/{id}",
    tag = "Invitations",
    summary = "Take an invitation back",
    responses((status = 204, description = "Its link opens nothing any more")),
)]
pub async fn delete(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, now) = (allowed.member, state.clock.now());
    if !invitations::cancel(&member.db, path.id()?, now).await? {
        return Err(AppError::NotFound);
    }
    Ok(answer::deleted(member.db.commit().await?))
}

impl From<PendingInvitation> for InvitationView {
    fn from(pending: PendingInvitation) -> Self {
        let PendingInvitation { id, email, role, expires_at, invited_by } = pending;
        Self { id, email, role, expires_at, invited_by }
    }
}
