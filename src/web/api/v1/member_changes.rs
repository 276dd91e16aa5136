//! Changes to one member of an organization.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ItemPath, answer, members::MemberView};
use crate::{
    tenancy::memberships,
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

/// `{role?, suspended?}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = MemberChanges)]
#[serde(default)]
struct MemberPatch {
    #[schema(value_type = Option<Role>)]
    role: Option<String>,
    suspended: Option<bool>,
}

/// The query `?todos_to={user_id}`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct RemovalQuery {
    todos_to: String,
}

/// `PATCH /api/v1/tenants/{slug}/members/{id}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}/members/{id}",
    tag = "Members",
    summary = "Give a member another role, suspend or reinstate them",
    request_body = MemberPatch,
    responses(
        (
            status = 200,
            description = "Admins and owners change members up to their own role, and suspend others; a change that concerns an owner takes a recent sign-in, and one active owner always stays",
            body = MemberView,
        ),
    ),
)]
pub async fn update(
    member: Member,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let (MemberPatch { role, suspended }, user) = (sent.read()?, path.id()?);
    let back = urls::members(member.tenant.slug.as_str());
    if role.is_none() && suspended.is_none() {
        return Err(invalid("role", "Send a role, or whether the member is suspended."));
    }
    if let Some(role) = role {
        let role = role.parse().map_err(|error: InvalidRole| invalid("role", error.to_string()))?;
        member_changes::change_role(&member, &state, user, role, &back).await?;
    }
    if let Some(suspended) = suspended {
        member_changes::set_suspended(&member, &state, user, suspended, &back).await?;
    }
    let changed = memberships::find(&member.db, user).await?.ok_or(AppError::NotFound)?;
    Ok(answer::changed(MemberView::from(changed), member.db.commit().await?))
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
            description = "The id of the member who becomes the author of the to-dos that the \
                           person shared",
        ),
    ),
    responses(
        (
            status = 204,
            description = "The person is no member anymore; shared to-dos stay, private ones are \
                           deleted. Removing an owner takes a recent sign-in",
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
        id => {
            let unknown = |_| invalid("todos_to", "Choose another member of the organization.");
            Some(id.parse().map_err(unknown)?)
        }
    };
    let back = urls::members(member.tenant.slug.as_str());
    member_changes::remove(&member, &state, path.id()?, heir, &back).await?;
    Ok(answer::deleted(member.db.commit().await?))
}

fn invalid(field: &str, message: impl Into<String>) -> AppError {
    AppError::Invalid(FieldErrors::one(field, message))
}
