//! The organizations where the caller is suspended, whose own addresses are closed to them.

use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{ItemPath, answer, listing::Listing};
use crate::{
    ids::TenantId,
    tenancy::memberships::{self, SuspendedMembership},
    web::{
        access::{Reading, SignedIn, Visit, Writing},
        commands::suspended_memberships as commands,
        error::AppError,
        state::AppState,
    },
};

/// An organization where the caller is suspended.
#[derive(Serialize, ToSchema)]
struct SuspendedOrganization {
    #[schema(value_type = uuid::Uuid)]
    id: TenantId,
    name: String,
}

/// `GET /api/v1/me/suspended-organizations`
#[utoipa::path(
    get, path = "/api/v1/me/suspended-organizations",
    tag = "Members",
    summary = "The organizations where the caller is suspended",
    responses(
        (
            status = 200,
            description = "Fifty at most, by name; their own addresses are closed to the caller",
            body = Listing<SuspendedOrganization>,
        ),
    ),
)]
pub async fn list(signed_in: Reading<SignedIn>) -> Result<HttpResponse, AppError> {
    let (_, places) = signed_in.read(async |db| memberships::suspended(db).await).await?;
    Ok(Listing::whole(places.into_iter().map(SuspendedOrganization::from).collect()).answer())
}

/// `DELETE /api/v1/me/suspended-organizations/{id}`
#[utoipa::path(
    delete, path = "/api/v1/me/suspended-organizations/{id}",
    tag = "Members",
    summary = "Leave an organization where one is suspended",
    responses(
        (
            status = 204,
            description = "The caller is no member anymore, now or before, and comes back only \
                           if an admin lets them in. Private to-dos are deleted, shared ones \
                           stay. A conflict for an active member",
        ),
    ),
)]
pub async fn delete(
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let reads = async |db: &_| commands::find_to_leave(db, id).await;
    let (SignedIn { db, .. }, found) = signed_in.open(reads).await?;
    match found {
        Some(place) => Ok(answer::deleted(commands::leave(db, &state, &place).await?)),
        None if memberships::is_active_in(&db, id).await? => {
            let active = "You’re not suspended here. Leave as a member.";
            Err(AppError::Conflict(active.to_owned()))
        }
        None => Ok(answer::deleted(db.commit().await?)),
    }
}

impl From<SuspendedMembership> for SuspendedOrganization {
    fn from(suspended: SuspendedMembership) -> Self {
        Self { id: suspended.tenant, name: suspended.name }
    }
}
