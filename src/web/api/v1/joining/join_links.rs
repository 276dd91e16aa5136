//! The links by which people join an organization.

use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::super::{ItemPath, answer, listing::Listing, sent::Sent};
use crate::{
    db::TenantConn,
    ids::JoinLinkId,
    secret::ExposeSecret as _,
    tenancy::join_links::{self, JoinLink, LinkSettings},
    web::{
        access::{Allowed, ManageJoining, Member, Reading, Viewer, Visit, Writing},
        api::creation::Creation,
        commands::join_links as commands,
        error::AppError,
        request::json_body::JsonBody,
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// A link.
#[derive(Serialize, ToSchema)]
#[schema(as = JoinLink)]
struct LinkView {
    #[schema(value_type = uuid::Uuid)]
    id: JoinLinkId,
    /// The address to share; null for a link from before the server's secret was replaced,
    /// until it is rotated.
    #[schema(required = true)]
    url: Option<String>,
    /// The name that admins gave it; null without one.
    #[schema(required = true)]
    label: Option<String>,
    enabled: bool,
    /// Whether people only ask to join by it.
    needs_approval: bool,
    /// The domains whose addresses may use it; all if empty.
    domains: Vec<String>,
    #[schema(required = true)]
    expires_at: Option<DateTime<Utc>>,
    #[schema(required = true)]
    max_uses: Option<i32>,
    /// The number of people who joined, or asked to, by it; each counts once.
    uses: i32,
    created_at: DateTime<Utc>,
}

/// `{label?, needs_approval?, domains?, expires_at?, max_uses?}`; null takes a condition away.
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = JoinLinkConditions)]
#[serde(default)]
struct LinkBody {
    #[schema(value_type = Option<String>)]
    label: Sent<String>,
    needs_approval: Option<bool>,
    domains: Option<Vec<String>>,
    #[schema(value_type = Option<DateTime<Utc>>)]
    expires_at: Sent<String>,
    #[schema(value_type = Option<i32>)]
    max_uses: Sent<i64>,
    /// Only when changing a link; a new one is on.
    enabled: Option<bool>,
}

/// `GET /api/v1/tenants/{slug}/join-links`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/join-links",
    tag = "Joining",
    summary = "The links by which people join",
    responses(
        (
            status = 200,
            description = "All of them, newest first; admins and owners see them",
            body = Listing<LinkView>,
        ),
    ),
)]
pub async fn list(
    allowed: Reading<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let (member, links) = allowed.read(async |db| join_links::list(db).await).await?;
    let views = links.into_iter().map(|link| LinkView::new(&state, &member, link)).collect();
    Ok(Listing::whole(views).answer())
}

/// `POST /api/v1/tenants/{slug}/join-links`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/join-links",
    tag = "Joining",
    summary = "Make a link",
    request_body = LinkBody,
    responses(
        (
            status = 201,
            description = "Anyone with it can join as a member. Takes a recent sign-in",
            body = LinkView,
        ),
    ),
)]
pub async fn create(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let (member, ()) = allowed.open(async |db| join_links::may_create(db).await).await?;
    if let Some(answer) = sent.answered(&member.db, &state).await? {
        member.db.close().await?;
        return Ok(answer);
    }
    let body: LinkBody = sent.read()?;
    let settings = body.applied_to(LinkSettings::default(), state.clock.now())?;
    let back = urls::access(member.tenant.slug.as_str());
    let id = commands::create(&member, &state, &settings, &back)?;
    let location = format!("{}/{id}", urls::api_list(member.tenant.slug.as_str(), "join-links"));
    let (db, viewer) = member.into_parts();
    let read = async |db: &TenantConn| {
        let link = join_links::get(db, id).await?;
        Ok(link.map(|link| LinkView::new(&state, &viewer, link)))
    };
    let refused = |error| commands::not_created(&state, error).into();
    sent.commit(db, &state, &location, read, refused).await
}

/// `GET /api/v1/tenants/{slug}/join-links/{id}`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}/join-links/{id}",
    tag = "Joining",
    summary = "One link",
    responses((status = 200, description = "The link", body = LinkView)),
)]
pub async fn show(
    allowed: Reading<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let id = path.id()?;
    let (member, link) = allowed.read(async |db| join_links::get(db, id).await).await?;
    let view = LinkView::new(&state, &member, link.ok_or(AppError::NotFound)?);
    Ok(HttpResponse::Ok().json(view))
}

/// `PATCH /api/v1/tenants/{slug}/join-links/{id}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}/join-links/{id}",
    tag = "Joining",
    summary = "Turn a link on or off, or change its conditions",
    request_body = LinkBody,
    responses(
        (
            status = 200,
            description = "Everything but turning it off takes a recent sign-in",
            body = LinkView,
        ),
    ),
)]
pub async fn update(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let (member, link) = open(allowed, &path).await?;
    let body: LinkBody = sent.read()?;
    let settings = body.applied_to(link.settings.clone(), state.clock.now())?;
    let back = urls::join_link(member.tenant.slug.as_str(), link.id);
    if let Some(enabled) = body.enabled {
        commands::set_enabled(&member, &state, &link, enabled, &back)?;
    }
    if settings != link.settings {
        commands::update(&member, &state, &link, &settings, &back)?;
    }
    changed(member, &state, link.id).await
}

/// `DELETE /api/v1/tenants/{slug}/join-links/{id}`
#[utoipa::path(
    delete, path = "/api/v1/tenants/{slug}/join-links/{id}",
    tag = "Joining",
    summary = "Delete a link",
    responses((status = 204, description = "It opens nothing anymore; members stay members")),
)]
pub async fn delete(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, link) = open(allowed, &path).await?;
    join_links::delete(&member.db, &link, state.clock.now());
    Ok(answer::deleted(member.db.commit().await?))
}

/// `POST /api/v1/tenants/{slug}/join-links/{id}/rotation`
#[utoipa::path(
    post, path = "/api/v1/tenants/{slug}/join-links/{id}/rotation",
    tag = "Joining",
    summary = "Give a link another address",
    responses(
        (status = 200, description = "The previous address opens nothing anymore", body = LinkView),
    ),
)]
pub async fn rotate(
    allowed: Writing<Allowed<ManageJoining>>,
    state: web::Data<AppState>,
    path: web::Path<ItemPath>,
) -> Result<HttpResponse, AppError> {
    let (member, link) = open(allowed, &path).await?;
    join_links::rotate(&member.db, &state.link_tokens, &link, state.clock.now());
    changed(member, &state, link.id).await
}

async fn open(
    allowed: Writing<Allowed<ManageJoining>>,
    path: &ItemPath,
) -> Result<(Member, JoinLink), AppError> {
    let id = path.id()?;
    allowed.open(async |db| join_links::find_to_change(db, id).await).await
}

/// Commits a change to a link, and answers with the link as it is then.
async fn changed(
    member: Member,
    state: &AppState,
    id: JoinLinkId,
) -> Result<HttpResponse, AppError> {
    let (db, viewer) = member.into_parts();
    let find = async |db: &TenantConn| join_links::get(db, id).await;
    let (committed, link) = db.commit_and_read(find).await?;
    let view = LinkView::new(state, &viewer, link.ok_or(AppError::NotFound)?);
    Ok(answer::changed(view, committed))
}

impl LinkBody {
    fn applied_to(
        &self,
        mut settings: LinkSettings,
        now: DateTime<Utc>,
    ) -> Result<LinkSettings, AppError> {
        let mut errors = FieldErrors::default();
        settings.label = match &self.label {
            Sent::Missing => settings.label,
            Sent::Null => None,
            Sent::Value(label) => errors.take("label", label.parse()),
        };
        if let Some(needs_approval) = self.needs_approval {
            settings.needs_approval = needs_approval;
        }
        if let Some(domains) = &self.domains {
            let domains = LinkSettings::domains(&domains.join(" "));
            settings.domains = errors.take("domains", domains).unwrap_or_default();
        }
        settings.expires_at = match &self.expires_at {
            Sent::Missing => settings.expires_at,
            Sent::Null => None,
            Sent::Value(ends) => errors.take("expires_at", LinkSettings::expiry_at(ends, now)),
        };
        settings.max_uses = match self.max_uses {
            Sent::Missing => settings.max_uses,
            Sent::Null => None,
            Sent::Value(most) => errors.take("max_uses", LinkSettings::uses(&most.to_string())),
        };
        if errors.is_empty() { Ok(settings) } else { Err(AppError::Invalid(errors)) }
    }
}

impl LinkView {
    fn new(state: &AppState, member: &Viewer, link: JoinLink) -> Self {
        let token = state.link_tokens.of(member.tenant.id, &link);
        let address = |path: String| state.config.server.public_url.join(&path);
        Self {
            id: link.id,
            url: token.map(|token| address(urls::join(token.expose_secret()))),
            label: link.settings.label.map(|label| label.as_str().to_owned()),
            enabled: link.enabled,
            needs_approval: link.settings.needs_approval,
            domains: link.settings.domains.iter().map(ToString::to_string).collect(),
            expires_at: link.settings.expires_at,
            max_uses: link.settings.max_uses,
            uses: link.uses,
            created_at: link.created_at,
        }
    }
}
