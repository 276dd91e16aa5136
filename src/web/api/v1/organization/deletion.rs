//! Deletion and restoration of an organization.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    ids::TenantId,
    tenancy::tenants::deletion,
    types::Role,
    web::{
        access::{Allowed, DeleteOrganization, SignedIn},
        api::v1::answer,
        commands::organization_deletion,
        error::AppError,
        state::AppState,
    },
};

/// A restored organization.
#[derive(Serialize, ToSchema)]
#[schema(as = RestoredOrganization)]
struct RestoredView {
    #[schema(value_type = uuid::Uuid)]
    id: TenantId,
    slug: String,
    name: String,
    role: Role,
}

/// The path `/api/v1/tenants/{slug}/restoration`.
#[derive(Debug, Deserialize)]
pub struct TenantPath {
    slug: String,
}

/// `DELETE /api/v1/tenants/{slug}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}",
    tag = "Organizations",
    summary = "Delete an organization",
    responses(
        (
            status = 204,
            description = "Nobody reaches it anymore; owners can restore it for 30 days, then it \
                           is erased. Owners may, with a recent sign-in",
        ),
    ),
)]
pub async fn delete(
    allowed: Allowed<DeleteOrganization>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let member = allowed.member;
    organization_deletion::delete(&member, &state).await?;
    Ok(answer::deleted(member.db.commit().await?))
}

/// `POST /api/v1/tenants/{slug}/restoration`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/restoration",
    tag = "Organizations",
    summary = "Restore a deleted organization",
    responses(
        (
            status = 200,
            description = "It’s as it was before its deletion. Its owners may, with a recent \
                           sign-in, for 30 days",
            body = RestoredView,
        ),
    ),
)]
pub async fn restore(
    signed_in: SignedIn,
    state: web::Data<AppState>,
    path: web::Path<TenantPath>,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let deleted = deletion::find_restorable(&db, &path.slug).await?.ok_or(AppError::NotFound)?;
    let db = organization_deletion::restore(db, &caller, &state, &deleted).await?;
    let view =
        RestoredView { id: deleted.id, slug: deleted.slug, name: deleted.name, role: Role::Owner };
    Ok(answer::changed(view, db.commit().await?))
}
