//! The organizations that the domain of the caller's address lets them join.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    OfferingOrganization,
    asking::{self, Opened},
    own_requests::OwnRequestView,
};
use crate::{
    ids::DomainId,
    tenancy::domains::{self, DomainOffer, Offer},
    types::Role,
    web::{
        access::{Reading, SignedIn, Visit, Writing},
        api::{
            creation::Creation,
            v1::{answer, invitations::own::Joined, listing::Listing},
        },
        commands::joining::by_domain,
        error::AppError,
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
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    req: HttpRequest,
    id: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let (SignedIn { db, .. }, found) = by_domain::open(&req, &state, signed_in, &id, false).await?;
    let committed = by_domain::join(db, &state, &found).await?;
    let offer = found.offer;
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
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    req: HttpRequest,
    id: web::Path<String>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let find = async |db: &_| by_domain::find(db, &id, true).await;
    match asking::open(&req, &state, signed_in, &sent, find).await? {
        Opened::Answered(answer) => Ok(answer),
        Opened::Found(signed_in, found) => {
            let asked = by_domain::ask(&req, &state, signed_in, &found).await?;
            let answer = asking::answer(&sent, &state, &asked).await?;
            Ok(answer.after(asked.commit(&state).await?))
        }
    }
}

impl From<DomainOffer> for OrganizationOffer {
    fn from(offer: DomainOffer) -> Self {
        let kind = offer.offer();
        let DomainOffer { id, tenant_name, tenant_slug, mark, .. } = offer;
        let organization = OfferingOrganization::new(tenant_name, tenant_slug, mark);
        Self { id, organization, offer: kind }
    }
}
