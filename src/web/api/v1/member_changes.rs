//! Changes to one member of an organization.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{ItemPath, answer};
use crate::{
    ids::UserId,
    tenancy::memberships::changes::ChangedMember,
    types::{InvalidRole, Role},
    web::{
        access::Member, commands::member_changes, error::AppError, request::json_body::JsonBody,
        state::AppState, views::FieldErrors,
    },
};

/// `{role}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = MemberChanges)]
#[serde(default)]
struct MemberPatch {
    #[schema(required = true, value_type = Role)]
    role: String,
}

/// A member after a change.
#[derive(Serialize, ToSchema)]
#[schema(as = ChangedMember)]
struct ChangedView {
    #[schema(value_type = uuid::Uuid)]
    user_id: UserId,
    name: String,
    email: String,
    role: Role,
}

/// `PATCH /api/v1/tenants/{slug}/members/{id}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}/members/{id}",
    tag = "Members",
    summary = "Give a member another role",
    request_body = MemberPatch,
    responses(
        (
            status = 200,
            description = "Admins and owners change members up to their own role; making or demoting an owner takes a recent sign-in, and one owner always stays",
            body = ChangedView,
        ),
    ),
)]
pub async fn update(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let MemberPatch { role } = sent.read()?;
    let role = role.parse().map_err(|error: InvalidRole| {
        AppError::Invalid(FieldErrors::one("role", error.to_string()))
    })?;
    let changed = member_changes::change_role(&member, &state, path.id()?, role).await?;
    let ChangedMember { user: user_id, name, email, .. } = changed;
    let view = ChangedView { user_id, name, email, role };
    Ok(answer::changed(view, member.db.commit().await?))
}

/// `DELETE /api/v1/tenants/{slug}/members/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/members/{id}",
    tag = "Members",
    summary = "Remove a member, or leave",
    responses(
        (
            status = 204,
            description = "The person is no member any more; shared todos stay, private ones are deleted. Removing an owner takes a recent sign-in",
        ),
    ),
)]
pub async fn delete(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    member_changes::remove(&member, &state, path.id()?).await?;
    Ok(answer::deleted(member.db.commit().await?))
}
