//! Changes to one member of an organization.

use actix_web::{HttpResponse, web};
use futures_util::try_join;
use serde::Deserialize;
use utoipa::ToSchema;

use super::{ItemPath, answer, members::MemberView};
use crate::{
    db::TenantReader,
    tenancy::memberships::{self, changes},
    types::{InvalidRole, Role},
    web::{
        access::{Member, Writing},
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
    member: Writing<Member>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let user = path.id()?;
    let reads = async |db: &TenantReader| changes::find_to_change(db, user).await;
    let (member, to_change) = member.open(reads).await?;
    let MemberPatch { role, suspended } = sent.read()?;
    let back = urls::members(member.tenant.slug.as_str());
    if role.is_none() && suspended.is_none() {
        return Err(invalid("role", "Send a role, or whether the member is suspended."));
    }
    let mut made = Vec::new();
    if let Some(role) = role {
        let role = role.parse().map_err(|error: InvalidRole| invalid("role", error.to_string()))?;
        made.push(member_changes::change_role(&member, &state, &to_change, role, &back)?);
    }
    if let Some(suspended) = suspended {
        made.push(member_changes::set_suspended(&member, &state, &to_change, suspended, &back)?);
    }
    let (committed, now) = member_changes::commit_and_find(member, &state, made, user).await?;
    Ok(answer::changed(MemberView::from(now.ok_or(AppError::NotFound)?), committed))
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
    member: Writing<Member>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    query: Query<RemovalQuery>,
) -> Result<HttpResponse, AppError> {
    let user = path.id()?;
    let heir = Some(query.todos_to.as_str()).filter(|id| !id.is_empty()).map(str::parse);
    let reads = async |db: &TenantReader| {
        let heir = async {
            match heir {
                Some(Ok(heir)) => Ok(memberships::find(db, heir).await?),
                _ => Ok(None),
            }
        };
        try_join!(changes::find_to_change(db, user), heir)
    };
    let (member, (to_change, found)) = member.open(reads).await?;
    if heir.is_some() {
        let heir = found.filter(|heir| heir.suspended_at.is_none());
        let heir = heir.ok_or_else(member_changes::not_an_heir)?.user;
        member_changes::hand_over(&member, &state, &to_change, heir).await?;
    }
    let back = urls::members(member.tenant.slug.as_str());
    let made = member_changes::remove(&member, &state, &to_change, &back)?;
    Ok(answer::deleted(member_changes::commit(member, &state, [made]).await?))
}

fn invalid(field: &str, message: impl Into<String>) -> AppError {
    AppError::Invalid(FieldErrors::one(field, message))
}
