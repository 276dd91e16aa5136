//! The caller's organizations.

use actix_web::{HttpResponse, web};
use futures_util::try_join;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{answer, listing::Listing, sent::Sent};
use crate::{
    db::{TenantReader, UserReader},
    ids::TenantId,
    tenancy::{
        EditError,
        logos::{self, Hue},
        memberships::{self, TenantSummary},
        tenants,
    },
    types::{Mark, Role},
    web::{
        access::{
            Allowed, EditOrganization, Member, Reading, SignedIn, Viewer, Visit, Writing, nothing,
            recent_sign_in,
        },
        api::creation::Creation,
        error::AppError,
        request::{fields, json_body::JsonBody, paging::PageQuery, query::Query},
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// An organization and the caller's role in it.
#[derive(Serialize, ToSchema)]
#[schema(as = Organization)]
struct TenantView {
    #[schema(value_type = uuid::Uuid)]
    id: TenantId,
    slug: String,
    name: String,
    role: Role,
    /// The chosen one of the twelve colors, from 0 to 11; null if it follows from the slug.
    #[schema(required = true)]
    hue: Option<i16>,
    /// The path of the logo, which is public; null without one.
    #[schema(required = true)]
    logo: Option<String>,
    /// Whether sign-in leads to this organization; only in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_default: Option<bool>,
    /// Whether the operator of the service suspended it: nobody can open it; only in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    is_suspended: Option<bool>,
}

/// `{name, slug?}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = NewOrganization)]
#[serde(default)]
struct NewTenant {
    #[schema(required = true)]
    name: String,
    /// Derived from the name if omitted.
    slug: Option<String>,
}

/// `{name?, slug?, hue?}`
#[derive(Default, Deserialize, ToSchema)]
#[schema(as = OrganizationChanges)]
#[serde(default)]
struct TenantPatch {
    name: Option<String>,
    slug: Option<String>,
    /// One of the twelve colors, from 0 to 11; null for the one that follows from the slug.
    #[schema(value_type = Option<i16>)]
    hue: Sent<i16>,
}

/// Returns the color after the change of one that is `present`.
fn hue_after(sent: Sent<i16>, present: Option<i16>) -> Result<Option<Hue>, AppError> {
    let number = match sent {
        Sent::Missing => return Ok(present.and_then(Hue::numbered)),
        Sent::Null => return Ok(None),
        Sent::Value(number) => number,
    };
    let errors = || FieldErrors::one("hue", "Send a number from 0 to 11, or null.");
    Hue::numbered(number).map(Some).ok_or_else(|| AppError::Invalid(errors()))
}

/// `GET /api/v1/tenants`
#[utoipa::path(
    get, path = "/api/v1/tenants",
    tag = "Organizations",
    summary = "The caller’s organizations",
    params(
        ("page" = Option<u32>, Query, description = "From 1"),
        ("q" = Option<String>, Query, description = "Part of a name"),
    ),
    responses((status = 200, description = "A page of them", body = Listing<TenantView>)),
)]
pub async fn list(
    signed_in: Reading<SignedIn>,
    query: Query<PageQuery>,
) -> Result<HttpResponse, AppError> {
    let search =
        async |db: &UserReader| memberships::search(db, query.q.trim(), query.window()).await;
    let (_, (tenants, total)) = signed_in.read(search).await?;
    let next = query.links(urls::API_TENANTS, total).next_href;
    Ok(Listing::page(tenants.into_iter().map(TenantView::from).collect(), Some(total), next)
        .answer())
}

/// `POST /api/v1/tenants`
#[utoipa::path(
    post, path = "/api/v1/tenants",
    tag = "Organizations",
    summary = "Create organization",
    request_body = NewTenant,
    responses(
        (
            status = 201,
            description = "The caller owns it; `Location` is its address",
            body = TenantView,
        ),
    ),
)]
pub async fn create(
    signed_in: SignedIn,
    state: web::Data<AppState>,
    sent: Creation,
) -> Result<HttpResponse, AppError> {
    let (db, now) = (signed_in.db, state.clock.now());
    if let Some(answer) = sent.answered(&db, &state).await? {
        db.close().await?;
        return Ok(answer);
    }
    let new: NewTenant = sent.read()?;
    let (name, slug) = fields::tenant(&new.name, new.slug.as_deref().unwrap_or_default())
        .map_err(AppError::Invalid)?;
    let db = tenants::register(db, &state.limits, &name, &slug, now).await?;
    let name = name.as_str().to_owned();
    let new = TenantView::new(db.tenant(), slug.to_string(), name, Role::Owner, Mark::default());
    let location = urls::api_tenant(&slug);
    let answer = sent.created(&db, &state, Some(&location), new).await?;
    Ok(answer.after(db.commit().await?))
}

/// `GET /api/v1/tenants/{slug}`
#[utoipa::path(
    get, path = "/api/v1/tenants/{slug}",
    tag = "Organizations",
    summary = "One organization",
    responses(
        (
            status = 200,
            description = "The organization and the caller’s role in it",
            body = TenantView,
        ),
    ),
)]
pub async fn show(member: Reading<Member>) -> Result<HttpResponse, AppError> {
    let (Viewer { tenant, role, .. }, ()) = member.read(nothing).await?;
    let view =
        TenantView::new(tenant.id, tenant.slug.into(), tenant.name.into(), role, tenant.mark);
    Ok(HttpResponse::Ok().json(view))
}

/// `PATCH /api/v1/tenants/{slug}`
#[utoipa::path(
    patch, path = "/api/v1/tenants/{slug}",
    tag = "Organizations",
    summary = "Change an organization’s name, slug or color",
    request_body = TenantPatch,
    responses(
        (
            status = 200,
            description = "Owners may; the previous slug redirects members and is given to nobody else",
            body = TenantView,
        ),
    ),
)]
pub async fn update(
    allowed: Writing<Allowed<EditOrganization>>,
    state: web::Data<AppState>,
    sent: JsonBody,
) -> Result<HttpResponse, AppError> {
    let reads = async |db: &TenantReader| {
        // The first one locks the organization for both.
        try_join!(tenants::find_to_change(db), logos::find_to_change(db))
    };
    let (member, (before, mark)) = allowed.open(reads).await?;
    let TenantPatch { name, slug, hue } = sent.read()?;
    let color = hue_after(hue, mark.hue)?;
    let (name, slug) =
        fields::edited_tenant(name.as_deref(), slug.as_deref()).map_err(AppError::Invalid)?;
    let now = state.clock.now();
    if let Some(name) = &name {
        tenants::rename(&member.db, &before, name, now);
    }
    if !matches!(hue, Sent::Missing) {
        logos::choose_hue(&member.db, &mark, color, now);
    }
    if let Some(slug) = &slug {
        // Slugs stay taken: a stolen session must not use them up.
        recent_sign_in::require(&member.caller, now, &urls::settings(member.tenant.slug.as_str()))?;
        tenants::change_slug(&member.db, &state.limits, &before, slug, now).await?;
    }
    let (db, Viewer { tenant, role, .. }) = member.into_parts();
    let view = TenantView::new(
        tenant.id,
        slug.unwrap_or(tenant.slug).into(),
        name.unwrap_or(tenant.name).into(),
        role,
        Mark { hue: color.map(Hue::number), ..mark },
    );
    Ok(answer::changed(view, db.commit().await.map_err(EditError::from)?))
}

impl TenantView {
    fn new(id: TenantId, slug: String, name: String, role: Role, mark: Mark) -> Self {
        let logo = mark.logo.map(urls::logo);
        Self { id, slug, name, role, hue: mark.hue, logo, is_default: None, is_suspended: None }
    }
}

impl From<TenantSummary> for TenantView {
    fn from(tenant: TenantSummary) -> Self {
        let TenantSummary { id, slug, name, role, is_default, mark, is_suspended } = tenant;
        let (is_default, is_suspended) = (Some(is_default), Some(is_suspended));
        Self { is_default, is_suspended, ..Self::new(id, slug, name, role, mark) }
    }
}
