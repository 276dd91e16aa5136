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
        access::Member,
        commands::member_changes,
        error::AppError,
        request::{json_body::JsonBody, query::Query},
        state::AppState,
        urls,
        views::FieldErrors,
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

/// The query `?todos_to={user_id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemovalQuery {
    todos_to: String,
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
    let back = urls::members(&member.tenant.slug);
    let changed = member_changes::change_role(&member, &state, path.id()?, role, &back).await?;
    let ChangedMember { user: user_id, name, email, .. } = changed;
    let view = ChangedView { user_id, name, email, role };
    Ok(answer::changed(view, member.db.commit().await?))
}

/// `DELETE /api/v1/tenants/{slug}/members/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/members/{id}",
    tag = "Members",
    summary = "Remove a member, or leave",
    params(
        (
            "todos_to" = Option<String>,
            Query,
            description = "The id of the member who becomes the author of the todos that the person shared",
        ),
    ),
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
    query: Query<RemovalQuery>,
) -> Result<HttpResponse, AppError> {
    let heir = match query.todos_to.as_str() {
        "" => None,
        id => Some(id.parse().map_err(|_| not_a_member())?),
    };
    let back = urls::members(&member.tenant.slug);
    member_changes::remove(&member, &state, path.id()?, heir, &back).await?;
    Ok(answer::deleted(member.db.commit().await?))
}

fn not_a_member() -> AppError {
    let message = "Choose another member of the organization.";
    AppError::Invalid(FieldErrors::one("todos_to", message))
}
