//! The logo of an organization.

use actix_web::{HttpResponse, web};

use crate::{
    tenancy::{EditError, logos},
    web::{
        access::{Allowed, EditOrganization, Writing},
        api::v1::answer,
        commands::logo,
        error::AppError,
        request::file_body::FileBody,
        state::AppState,
    },
};

/// `PUT /api/v1/tenants/{slug}/logo`
#[utoipa::path(
    put, path = "/api/v1/tenants/{slug}/logo",
    tag = "Organizations",
    summary = "Give an organization a logo",
    request_body(content = inline(String), content_type = "image/*"),
    responses(
        (
            status = 204,
            description = "The body is a PNG, JPEG or WebP of at most 1 MiB and 4096 pixels each way; it is stored as a WebP of at most 256. Owners may",
        ),
    ),
)]
pub async fn replace(
    allowed: Allowed<EditOrganization>,
    state: web::Data<AppState>,
    body: FileBody,
) -> Result<HttpResponse, AppError> {
    let member = allowed.member;
    logo::count(&member, &state).await?;
    let (member, stored) = logo::replace(member, &state, body.0).await?;
    stored?;
    Ok(answer::deleted(member.db.commit().await?))
}

/// `DELETE /api/v1/tenants/{slug}/logo`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/logo",
    tag = "Organizations",
    summary = "Remove an organization’s logo",
    responses((status = 204, description = "It has none anymore. Owners may")),
)]
pub async fn delete(
    allowed: Writing<Allowed<EditOrganization>>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let (member, before) = allowed.open(async |db| logos::find_to_change(db).await).await?;
    logos::remove(&member.db, &before, state.clock.now());
    Ok(answer::deleted(member.db.commit().await.map_err(EditError::from)?))
}
