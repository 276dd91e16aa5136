//! The domains of an organization, whose addresses are offered to join.

use actix_web::{HttpResponse, web};
use serde::Deserialize;
use utoipa::ToSchema;

use super::{
    super::{ItemPath, answer, listing::Listing},
    domain_view::DomainView,
};
use crate::{
    db::{TenantConn, TenantReader},
    ids::DomainId,
    tenancy::domains::{self, DomainError, Offer},
    web::{
        access::{Allowed, ManageJoining, Reading, Visit, Writing},
        api::creation::Creation,
        commands::domains::{self as commands, Checked},
        error::AppError,
        request::json_body::JsonBody,
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// `{domain, offer?}`
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewDomain {
    #[schema(required = true)]
    domain: String,
    /// `ask` if it's missing.
    #[schema(value_type = Option<Offer>)]
    offer: Option<String>,
}

/// `{offer}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = DomainChanges)]
#[serde(default)]
struct DomainPatch {
    #[schema(required = true, value_type = Offer)]
    offer: String,
}

/// `{mailbox}`
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct CodeRequest {
    /// `admin@`, `administrator@`, `hostmaster@`, `postmaster@`, `webmaster@`, or the
    /// caller's own proven address there.
    #[schema(required = true)]
    mailbox: String,
}

/// `{code?}`
#[derive(Default, Deserialize, ToSchema)]
#[serde(default)]
struct Verification {
    /// The mailed code; without it, the record is looked up.
    code: Option<String>,
}

/// `GET /api/v1/tenants/{slug}/domains`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/domains",
    tag = "Joining",
    summary = "The claimed domains",
    responses(
        (
            status = 200,
            description = "All of them; admins and owners see them",
            body = Listing<DomainView>,
        ),
    ),
)]
pub async fn list(allowed: Reading<Allowed<ManageJoining>>) -> Result<HttpResponse, AppError> {
    let (_, all) = allowed.read(async |db| domains::list(db).await).await?;
    Ok(Listing::whole(all.into_iter().map(DomainView::from).collect()).answer())
}

/// `POST /api/v1/tenants/{slug}/domains`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/domains",
    tag = "Joining",
    summary = "Claim a domain",
    request_body = NewDomain,
    responses(
        (
            status = 201,
            description = "It offers nothing until it is proven. Takes a recent sign-in",
            body = DomainView,
        ),
    ),
)]
pub async fn create(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let (member, before) = allowed.open(async |db| domains::claims(db).await).await?;
    if let Some(answer) = sent.answered(&member.db, &state).await? {
        member.db.close().await?;
        return Ok(answer);
    }
    let new: NewDomain = sent.read()?;
    let offer = new.offer.as_deref().unwrap_or(Offer::Ask.as_str());
    let (domain, offer) = commands::parse(&new.domain, offer).map_err(AppError::Invalid)?;
    let back = urls::access(member.tenant.slug.as_str());
    let id = commands::claim(&member, &state, &before, (&domain, offer), &back)?;
    let location = format!("{}/{id}", urls::api_list(member.tenant.slug.as_str(), "domains"));
    let read = async |db: &TenantConn| Ok(domains::get(db, id).await?.map(DomainView::from));
    sent.commit(member.db, &state, &location, read, |error| DomainError::from(error).into()).await
}

/// `GET /api/v1/tenants/{slug}/domains/{id}`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/domains/{id}",
    tag = "Joining",
    summary = "One domain",
    responses((status = 200, description = "The domain", body = DomainView)),
)]
pub async fn show(
    allowed: Reading<Allowed<ManageJoining>>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let (_, view) = allowed.read(async |db| read(db, id).await).await?;
    Ok(HttpResponse::Ok().json(view))
}

/// `PATCH /api/v1/tenants/{slug}/domains/{id}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}/domains/{id}",
    tag = "Joining",
    summary = "Change what people there are offered",
    request_body = DomainPatch,
    responses(
        (
            status = 200,
            description = "Letting them join without asking takes a recent sign-in",
            body = DomainView,
        ),
    ),
)]
pub async fn update(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let reads = async |db: &TenantReader| domains::find_to_change(db, id).await;
    let (member, domain) = allowed.open(reads).await?;
    let DomainPatch { offer } = sent.read()?;
    let mut errors = FieldErrors::default();
    let Some(offer) = errors.take("offer", offer.parse()) else {
        return Err(AppError::Invalid(errors));
    };
    commands::set_offer(&member, &state, &domain, offer)?;
    let find = async |db: &TenantConn| domains::get(db, id).await;
    let (committed, now) = member.db.commit_and_read(find).await.map_err(DomainError::from)?;
    Ok(answer::changed(DomainView::from(now.ok_or(AppError::NotFound)?), committed))
}

/// `DELETE /api/v1/tenants/{slug}/domains/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/domains/{id}",
    tag = "Joining",
    summary = "Remove a domain",
    responses((status = 204, description = "Nobody is offered to join by it; members stay members")),
)]
pub async fn delete(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let reads = async |db: &TenantReader| domains::find_to_change(db, id).await;
    let (member, domain) = allowed.open(reads).await?;
    domains::remove(&member.db, &domain, state.clock.now());
    Ok(answer::deleted(member.db.commit().await?))
}

/// `POST /api/v1/tenants/{slug}/domains/{id}/code`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/domains/{id}/code",
    tag = "Joining",
    summary = "Have a code emailed to a mailbox at the domain",
    request_body = CodeRequest,
    responses((status = 200, description = "The code is on its way", body = DomainView)),
)]
pub async fn send_code(
    allowed: Allowed<ManageJoining>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let (member, id) = (allowed.member, path.id()?);
    let CodeRequest { mailbox } = sent.read()?;
    commands::send_code(&member, &state, id, &mailbox).await?;
    let view = read(&member.db, id).await?;
    Ok(answer::changed(view, member.db.commit().await?))
}

/// `POST /api/v1/tenants/{slug}/domains/{id}/verification`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/domains/{id}/verification",
    tag = "Joining",
    summary = "Prove a domain, by its record or by the emailed code",
    request_body = Verification,
    responses(
        (
            status = 200,
            description = "It’s proven. Takes a recent sign-in; a domain that another \
                           organization has proven is a conflict, unless it did so by a code and \
                           this is a record, and so is a record that isn’t there",
            body = DomainView,
        ),
    ),
)]
pub async fn verify(
    allowed: Allowed<ManageJoining>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let (member, id) = (allowed.member, path.id()?);
    let Verification { code } = sent.read()?;
    let db = match code {
        None => match commands::check_record(member, &state, id).await? {
            Checked::Proven(db) => db,
            Checked::Missing => return Err(AppError::Conflict(MISSING.to_owned())),
            Checked::Unknown => {
                return Err(AppError::Unavailable(anyhow::anyhow!("no DNS server answered")));
            }
        },
        Some(code) if commands::try_code(&member, &state, id, &code).await? => member.db,
        Some(_) => {
            // Keep what was counted.
            member.db.close().await?;
            let message = "This code is wrong or too old.";
            return Err(AppError::Invalid(FieldErrors::one("code", message)));
        }
    };
    let view = read(&db, id).await?;
    Ok(answer::changed(view, db.commit().await?))
}

const MISSING: &str = "The record isn’t there yet.";

async fn read(db: &TenantReader, id: DomainId) -> Result<DomainView, AppError> {
    let domain = domains::get(db, id).await?.ok_or(AppError::NotFound)?;
    Ok(DomainView::from(domain))
}
