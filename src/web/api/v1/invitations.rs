//! Invitations that wait for an answer.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{ItemPath, listing::Listing};
use crate::{
    ids::InvitationId,
    tenancy::{
        Role,
        invitations::{self, Pending},
    },
    web::{
        error::AppError,
        guard::{Allowed, InviteMembers},
        input, invite,
        sent::Sent,
        state::AppState,
    },
};

/// An invitation; the token of its link is in the mail only.
#[derive(Serialize)]
struct InvitationView {
    id: InvitationId,
    email: String,
    role: Role,
    expires_at: DateTime<Utc>,
    invited_by: String,
}

/// `{email, role}`
#[derive(Default, Deserialize)]
#[serde(default)]
struct NewInvitation {
    email: String,
    role: String,
}

/// `GET /api/v1/tenants/{slug}/invitations`
pub async fn list(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let db = allowed.member.db;
    let pending = invitations::pending(&db, state.clock.now()).await?;
    db.commit().await?;
    Ok(Listing::whole(pending.into_iter().map(InvitationView::from).collect()).answer())
}

/// `POST /api/v1/tenants/{slug}/invitations`
pub async fn create(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
    sent: Sent,
) -> Result<HttpResponse, AppError> {
    let (member, now) = (allowed.member, state.clock.now());
    let NewInvitation { email, role } = sent.read()?;
    let new = input::invitation(&email, &role).map_err(AppError::Invalid)?;
    invite::send(&member, &state, &new).await?;
    let pending = invitations::pending(&member.db, now).await?;
    member.db.commit().await?;
    let created = pending.into_iter().find(|it| it.email == new.email.as_str());
    Ok(HttpResponse::Created().json(created.map(InvitationView::from)))
}

/// `DELETE /api/v1/tenants/{slug}/invitations/{id}`
pub async fn delete(
    allowed: Allowed<InviteMembers>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, now) = (allowed.member, state.clock.now());
    if !invitations::cancel(&member.db, member.caller.user, path.id()?, now).await? {
        return Err(AppError::NotFound);
    }
    member.db.commit().await?;
    Ok(HttpResponse::NoContent().finish())
}

impl From<Pending> for InvitationView {
    fn from(pending: Pending) -> Self {
        let Pending { id, email, role, expires_at, invited_by } = pending;
        Self { id, email, role, expires_at, invited_by }
    }
}
