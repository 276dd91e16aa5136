//! A link to join, for the person who has it.

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    asking::{self, Opened},
    own_requests::OwnRequestView,
};
use crate::{
    tenancy::join_links::{JoinError, LinkPreview},
    types::Role,
    web::{
        access::{MaybeSignedIn, SignedIn, Writing},
        api::{
            creation::Creation,
            v1::{answer, invitations::own::Joined},
        },
        commands::joining::{
            by_link,
            link_seen::{self, JoinState, LinkSeen},
        },
        error::AppError,
        request::preview_limit,
        state::AppState,
        urls,
    },
};

/// The organization that a link leads to, and what it allows.
#[derive(Serialize, ToSchema)]
struct JoinLinkPreview {
    /// Null for a link that no longer works.
    #[schema(required = true)]
    organization: Option<LinkedOrganization>,
    state: JoinState,
}

/// The organization of a link.
#[derive(Serialize, ToSchema)]
struct LinkedOrganization {
    name: String,
    /// The chosen one of the twelve colors, from 0 to 11; null if none was chosen.
    #[schema(required = true)]
    hue: Option<i16>,
    /// The path of the logo, which is public; null without one.
    #[schema(required = true)]
    logo: Option<String>,
}

/// `GET /api/v1/join-links/{token}`
#[utoipa::path(
    get, path = "/api/v1/join-links/{token}",
    tag = "Joining",
    summary = "What a link to join leads to",
    security((), ("bearer" = []), ("cookie" = [])),
    responses(
        (
            status = 200,
            description = "The organization’s name and mark, and what the link is for the \
                           caller, or for a visitor without a credential",
            body = JoinLinkPreview,
        ),
    ),
)]
pub async fn show(
    visitor: MaybeSignedIn,
    state: web::Data<AppState>,
    req: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    preview_limit::preview(&req, &state).await?;
    let seen = link_seen::see(&state, visitor.0.as_ref(), &token).await?;
    let seen = seen.ok_or(AppError::NotFound)?;
    Ok(HttpResponse::Ok().json(JoinLinkPreview::from(seen)))
}

/// `POST /api/v1/join-links/{token}/acceptance`
#[utoipa::path(
    post, path = "/api/v1/join-links/{token}/acceptance",
    tag = "Joining",
    summary = "Join by a link",
    responses(
        (
            status = 200,
            description = "The caller is a member, now or before. A conflict if the link no \
                           longer works, is for other addresses or only lets people ask, if the \
                           caller’s address isn’t proven, and if they were removed or suspended",
            body = Joined,
        ),
    ),
)]
pub async fn accept(
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    req: HttpRequest,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    let (SignedIn { db, caller }, found) =
        by_link::open(&req, &state, signed_in, &token, false).await?;
    let joined = by_link::join(db, &state, &caller, &found).await;
    let link = found.link;
    match joined {
        Ok(committed) => {
            let joined = Joined::new(link.tenant_name, link.tenant_slug, Role::Member);
            Ok(answer::changed(joined, committed))
        }
        Err(JoinError::AlreadyMember(role)) => {
            Ok(HttpResponse::Ok().json(Joined::new(link.tenant_name, link.tenant_slug, role)))
        }
        Err(refused) => Err(refused.into()),
    }
}

/// `POST /api/v1/join-links/{token}/request`
#[utoipa::path(
    post, path = "/api/v1/join-links/{token}/request",
    tag = "Joining",
    summary = "Ask to join by a link",
    responses(
        (
            status = 201,
            description = "The organization’s admins decide, and the caller gets the answer by \
                           email. A conflict if they have asked before, or the link doesn’t let \
                           them",
            body = OwnRequestView,
        ),
    ),
)]
pub async fn ask(
    signed_in: Writing<SignedIn>,
    state: web::Data<AppState>,
    req: HttpRequest,
    token: web::Path<String>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let find = async |db: &_| by_link::find(db, &state, &token, true).await;
    match asking::open(&req, &state, signed_in, &sent, find).await? {
        Opened::Answered(answer) => Ok(answer),
        Opened::Found(signed_in, found) => {
            let asked = by_link::ask(&req, &state, signed_in, &found).await?;
            let answer = asking::answer(&sent, &state, &asked).await?;
            Ok(answer.after(asked.commit(&state).await?))
        }
    }
}

impl From<LinkSeen> for JoinLinkPreview {
    fn from(LinkSeen { link, state }: LinkSeen) -> Self {
        let is_told = state != JoinState::Closed;
        Self { organization: is_told.then(|| LinkedOrganization::from(link)), state }
    }
}

impl From<LinkPreview> for LinkedOrganization {
    fn from(link: LinkPreview) -> Self {
        Self { name: link.tenant_name, hue: link.mark.hue, logo: link.mark.logo.map(urls::logo) }
    }
}
