//! The organizations that the domain of the caller's address lets them join.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{OfferingOrganization, own_requests::OwnRequestView};
use crate::{
    ids::DomainId,
    tenancy::domains::{self, DomainOffer, Offer},
    types::Role,
    web::{
        access::{Reading, SignedIn, Visit},
        api::{
            creation::Creation,
            v1::{answer, invitations::own::Joined, listing::Listing},
        },
        commands::joining::by_domain,
        error::AppError,
        request::preview_limit,
        state::AppState,
    },
};

/// An organization that has proven the domain of the caller's address.
#[derive(Serialize, ToSchema)]
struct OrganizationOffer {
    #[schema(value_type = uuid::Uuid)]
    id: DomainId,
    organization: OfferingOrganization,
    /// Whether the caller can join, or ask to.
    offer: Offer,
}

/// `GET /api/v1/me/organization-offers`
#[utoipa::path(
    get, path = "/api/v1/me/organization-offers",
    tag = "Joining",
    summary = "The organizations that the caller can join by the domain of their address",
    responses(
        (
            status = 200,
            description = "None while the address isn’t proven, and none where the caller is a \
                           member or has asked",
            body = Listing<OrganizationOffer>,
        ),
    ),
)]
pub async fn list(signed_in: Reading<SignedIn>) -> Result<HttpResponse, AppError> {
    let (_, offers) = signed_in.read(async |db| domains::offers(db).await).await?;
    Ok(Listing::whole(offers.into_iter().map(OrganizationOffer::from).collect()).answer())
}

/// `POST /api/v1/me/organization-offers/{id}/acceptance`
#[utoipa::path(
    post, path = "/api/v1/me/organization-offers/{id}/acceptance",
    tag = "Joining",
    summary = "Join by the domain of one’s address",
    responses(
        (
            status = 200,
            description = "The caller is a member now. A conflict if they can only ask",
            body = Joined,
        ),
    ),
)]
pub async fn accept(
    signed_in: SignedIn,
    state: web::Data<AppState>,
    req: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let db = preview_limit::answer(&req, &state, signed_in.db).await?;
    let offer = by_domain::find(&db, &id).await?;
    let committed = by_domain::join(db, &state, &offer).await?;
    let joined = Joined::new(offer.tenant_name, offer.tenant_slug, Role::Member);
    Ok(answer::changed(joined, committed))
}

/// `POST /api/v1/me/organization-offers/{id}/request`
#[utoipa::path(
    post, path = "/api/v1/me/organization-offers/{id}/request",
    tag = "Joining",
    summary = "Ask to join by the domain of one’s address",
    responses(
        (
            status = 201,
            description = "The organization’s admins decide, and the caller gets the answer by \
                           email",
            body = OwnRequestView,
        ),
    ),
)]
pub async fn ask(
    signed_in: SignedIn,
    state: web::Data<AppState>,
    req: HttpRequest,
    id: web::Path<String>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let db = preview_limit::answer(&req, &state, db).await?;
    if let Some(answer) = sent.answered(&db, &state).await? {
        db.close().await?;
        return Ok(answer);
    }
    let offer = by_domain::find(&db, &id).await?;
    let (db, request) = by_domain::ask(db, &state, &caller, &offer).await?;
    let answer = sent.created(&db, &state, None, OwnRequestView::from(request)).await?;
    Ok(answer.after(db.commit().await?))
}

impl From<DomainOffer> for OrganizationOffer {
    fn from(offer: DomainOffer) -> Self {
        let kind = offer.offer();
        let DomainOffer { id, tenant_name, tenant_slug, mark, .. } = offer;
        let organization = OfferingOrganization::new(tenant_name, tenant_slug, mark);
        Self { id, organization, offer: kind }
    }
}
