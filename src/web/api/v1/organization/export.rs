//! The export of an organization.

use actix_web::{HttpResponse, web};

use crate::web::{
    access::{Allowed, ExportOrganization, Viewer},
    commands::export,
    error::AppError,
    state::AppState,
};

/// `GET /api/v1/tenants/{slug}/export`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/export",
    tag = "Organizations",
    summary = "Everything in an organization, as one file",
    responses(
        (
            status = 200,
            description = "A ZIP of JSON and CSV files, made while it is sent; other members’ \
                           private to-dos aren’t in it. Owners may, with a recent sign-in",
            body = Vec<u8>, content_type = "application/zip",
        ),
    ),
)]
pub async fn show(
    allowed: Allowed<ExportOrganization>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let member = allowed.member;
    export::record(&member, &state).await?;
    let (db, Viewer { tenant, caller, .. }) = member.into_parts();
    let _recorded = db.commit().await?;
    Ok(export::answer(state, tenant, caller.user))
}
