//! Changes to one invitation.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::InvitationView;
use crate::{
    tenancy::{
        ResendError,
        invitations::{
            LIFETIME, State,
            changes::{self, InvitationToChange},
        },
    },
    web::{
        access::{Allowed, InviteMembers, Member, Writing},
        api::v1::{ItemPath, answer},
        commands::invitations::resend,
        error::AppError,
        state::AppState,
    },
};

/// A link to pass on.
#[derive(Serialize, ToSchema)]
struct InvitationLink {
    /// Shown this once; earlier links of the invitation no longer work.
    url: String,
    expires_at: DateTime<Utc>,
}

/// `POST /api/v1/tenants/{slug}/invitations/{id}/resend`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/invitations/{id}/resend",
    tag = "Invitations",
    summary = "Mail an invitation again",
    responses(
        (
            status = 200,
            description = "A new link was emailed, good for seven days; earlier ones no longer \
                           work. An owner’s invitation takes a recent sign-in",
            body = InvitationView,
        ),
    ),
)]
pub async fn resend(
    allowed: Writing<Allowed<InviteMembers>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, to_change) = open(allowed, &state, &path).await?;
    let new = resend::resend(&member, &state, &to_change).await?;
    let view = InvitationView::new(&new, &member, state.clock.now());
    Ok(answer::changed(view, member.db.commit().await?))
}

/// `POST /api/v1/tenants/{slug}/invitations/{id}/link`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/invitations/{id}/link",
    tag = "Invitations",
    summary = "Make a link to pass on",
    responses(
        (
            status = 200,
            description = "A new link, good for seven days; earlier ones no longer work. Unlike \
                           an emailed one it doesn’t prove the mailbox",
            body = InvitationLink,
        ),
    ),
)]
pub async fn copy_link(
    allowed: Writing<Allowed<InviteMembers>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, to_change) = open(allowed, &state, &path).await?;
    let (_, url) = resend::copy_link(&member, &state, &to_change)?;
    let link = InvitationLink { url, expires_at: state.clock.now() + LIFETIME };
    Ok(answer::changed(link, member.db.commit().await?))
}

/// `DELETE /api/v1/tenants/{slug}/invitations/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/invitations/{id}",
    tag = "Invitations",
    summary = "Revoke an invitation",
    responses((status = 204, description = "Its link no longer works, now or before. Nobody revokes an invitation to a role above their own")),
)]
pub async fn revoke(
    allowed: Writing<Allowed<InviteMembers>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, to_change) = open(allowed, &state, &path).await?;
    match changes::revoke(&member.db, &to_change, state.clock.now())? {
        State::Accepted => Err(ResendError::Over(State::Accepted).into()),
        _ => Ok(answer::deleted(member.db.commit().await?)),
    }
}

async fn open(
    allowed: Writing<Allowed<InviteMembers>>,
    state: &AppState,
    path: &ItemPath,
) -> Result<(Member, InvitationToChange), AppError> {
    let (id, now) = (path.id()?, state.clock.now());
    allowed.open(async |db| changes::find_to_change(db, id, now).await).await
}
