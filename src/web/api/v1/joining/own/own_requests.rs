//! The caller's own requests to join organizations.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use super::OfferingOrganization;
use crate::{
    ids::JoinRequestId,
    tenancy::join_requests::{self, OwnRequest},
    web::{
        access::{Reading, SignedIn, Visit, Writing},
        api::v1::{ItemPath, answer, listing::Listing},
        error::AppError,
        state::AppState,
    },
};

/// A request of the caller's that nobody has answered yet.
#[derive(Serialize, ToSchema)]
#[schema(as = OwnJoinRequest)]
pub(super) struct OwnRequestView {
    #[schema(value_type = uuid::Uuid)]
    id: JoinRequestId,
    organization: OfferingOrganization,
    created_at: DateTime<Utc>,
}

/// `GET /api/v1/me/join-requests`
#[utoipa::path(
    get, path = "/api/v1/me/join-requests",
    tag = "Joining",
    summary = "The caller’s requests that wait for an answer",
    responses(
        (
            status = 200,
            description = "The newest first; a person has at most ten",
            body = Listing<OwnRequestView>,
        ),
    ),
)]
pub async fn list(signed_in: Reading<SignedIn>) -> Result<HttpResponse, AppError> {
    let (_, open) = signed_in.read(async |db| join_requests::own(db).await).await?;
    Ok(Listing::whole(open.into_iter().map(OwnRequestView::from).collect()).answer())
}

/// `DELETE /api/v1/me/join-requests/{id}`
#[utoipa::path(
    delete, path = "/api/v1/me/join-requests/{id}",
    tag = "Joining",
    summary = "Withdraw a request",
    responses(
        (
            status = 204,
            description = "It’s withdrawn, now or before, or was declined. A conflict once the \
                           caller was let in",
        ),
    ),
)]
pub async fn delete(
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let reads = async |db: &_| join_requests::find_to_withdraw(db, id).await;
    let (SignedIn { db, .. }, own) = signed_in.open(reads).await?;
    let db = join_requests::withdraw(db, &own, state.clock.now())?;
    Ok(answer::deleted(db.commit().await?))
}

impl From<OwnRequest> for OwnRequestView {
    fn from(request: OwnRequest) -> Self {
        let OwnRequest { id, tenant_name, tenant_slug, mark, created_at } = request;
        let organization = OfferingOrganization::new(tenant_name, tenant_slug, mark);
        Self { id, organization, created_at }
    }
}
