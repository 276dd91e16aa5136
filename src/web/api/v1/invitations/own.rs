//! Invitations to the caller, and answers to them.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    db::UserReader,
    ids::InvitationId,
    tenancy::{
        AcceptError,
        invitations::{self, WaitingInvitation},
    },
    types::Role,
    web::{
        access::{MaybeSignedIn, Reading, SignedIn, Visit, Writing},
        api::v1::{answer, listing::Listing},
        commands::{
            invitations::answering::{self, AnswerError},
            joining::counted,
        },
        error::AppError,
        request::preview_limit,
        state::AppState,
    },
};

/// An invitation to the caller.
#[derive(Serialize, ToSchema)]
struct OwnInvitation {
    /// Answers it in place of the token.
    #[schema(value_type = uuid::Uuid)]
    id: InvitationId,
    organization: InvitingOrganization,
    role: Role,
    /// The inviter's name; may be empty.
    invited_by: String,
    expires_at: DateTime<Utc>,
}

/// An organization that the caller is invited to, or has joined.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api::v1) struct InvitingOrganization {
    name: String,
    slug: String,
}

/// The membership that an acceptance gave.
#[derive(Serialize, ToSchema)]
pub(in crate::web::api::v1) struct Joined {
    organization: InvitingOrganization,
    role: Role,
}

/// `GET /api/v1/me/invitations`
#[utoipa::path(
    get, path = "/api/v1/me/invitations",
    tag = "Invitations",
    summary = "The invitations to the caller that wait for an answer",
    responses(
        (
            status = 200,
            description = "Those to the caller’s address; none while it isn’t proven",
            body = Listing<OwnInvitation>,
        ),
    ),
)]
pub async fn list(
    signed_in: Reading<SignedIn>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let reads = async |db: &UserReader| invitations::waiting(db, state.clock.now()).await;
    let (_, waiting) = signed_in.read(reads).await?;
    Ok(Listing::whole(waiting.into_iter().map(OwnInvitation::from).collect()).answer())
}

/// `POST /api/v1/invitations/{token}/acceptance`
#[utoipa::path(
    post, path = "/api/v1/invitations/{token}/acceptance",
    tag = "Invitations",
    summary = "Join the organization",
    responses(
        (
            status = 200,
            description = "The caller is a member now; the invitation was sent to their proven address",
            body = Joined,
        ),
    ),
)]
pub async fn accept(
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    req: actix_web::HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let find = async |db: &_| answering::find_to_answer(db, &state, &token).await;
    let (SignedIn { db, caller }, to_answer) = counted::open(&req, &state, signed_in, find).await?;
    let verdict = to_answer.found.check(Some(&caller), state.clock.now());
    let db = counted::let_in(db, verdict).await?;
    let committed = answering::accept(db, &state, &to_answer).await?;
    let offer = to_answer.found.offer;
    let joined = Joined::new(offer.tenant_name, offer.tenant_slug, offer.role);
    Ok(answer::changed(joined, committed))
}

/// `POST /api/v1/invitations/{token}/decline`
#[utoipa::path(
    post, path = "/api/v1/invitations/{token}/decline",
    tag = "Invitations",
    summary = "Decline an invitation",
    responses(
        (
            status = 204,
            description = "It’s declined, now or before. An emailed link needs no credential",
        ),
    ),
)]
pub async fn decline(
    visitor: MaybeSignedIn,
    state: web::Data<AppState>,
    req: actix_web::HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let caller = visitor.0.as_ref();
    let count = async |db: &_| preview_limit::acceptance(&req, &state, db).await;
    let (db, to_answer) = answering::open(&state, &token, caller, count).await?;
    let Some(to_answer) = to_answer else {
        db.close().await?;
        return Err(AppError::NotFound);
    };
    match answering::decline(db, &state, &to_answer, caller).await {
        Err(AnswerError::Refused(AcceptError::OtherAddress)) if caller.is_none() => {
            Err(AppError::Unauthenticated)
        }
        done => Ok(done.map(|()| HttpResponse::NoContent().finish())?),
    }
}

impl From<WaitingInvitation> for OwnInvitation {
    fn from(offer: WaitingInvitation) -> Self {
        Self {
            id: offer.id,
            organization: InvitingOrganization { name: offer.tenant_name, slug: offer.tenant_slug },
            role: offer.role,
            invited_by: offer.inviter,
            expires_at: offer.expires_at,
        }
    }
}

impl Joined {
    /// Returns the caller's membership in an organization.
    pub fn new(name: String, slug: String, role: Role) -> Self {
        Self { organization: InvitingOrganization { name, slug }, role }
    }
}
