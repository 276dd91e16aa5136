//! The layout that surrounds every page's content.

use actix_session::SessionExt as _;
use actix_web::HttpRequest;

use crate::{
    config::{HostedMode, IdentityConfig},
    sessions::{Caller, TenantMember},
    tenancy::memberships::{self, SWITCHER_SIZE, TenantSummary},
    types,
    web::{
        access::Member,
        error::AppError,
        session_cookie,
        state::AppState,
        urls,
        views::{Layout, Person, SwitcherEntry, TenantHere},
    },
};

/// Returns the provider's base URL for the page's script: ours, or its own in direct mode.
pub fn neon_auth_url(state: &AppState) -> String {
    match &state.config.identity {
        IdentityConfig::Hosted(hosted) if hosted.mode == HostedMode::Direct => {
            hosted.base_url.to_string()
        }
        _ => state.config.server.public_url.join(urls::BETTER_AUTH),
    }
}

/// Builds the layout of a public page.
pub fn public(req: &HttpRequest, state: &AppState, title: &str, page: &'static str) -> Layout {
    Layout {
        title: title.to_owned(),
        page,
        neon_auth_url: neon_auth_url(state),
        development: !state.config.server.environment.is_production(),
        request_path: req.path().to_owned(),
        notices: session_cookie::take_notices(&req.get_session()),
        ..Layout::default()
    }
}

/// Builds the layout of a page outside any organization.
pub fn signed_in(
    req: &HttpRequest,
    state: &AppState,
    page: (&str, &'static str),
    caller: &Caller,
    places: Vec<TenantSummary>,
) -> Layout {
    let (title, page) = page;
    Layout {
        user: Some(Person { name: display_name(caller), email: caller.email.clone() }),
        switcher_has_more: places.len() > SWITCHER_SIZE,
        switcher: places
            .into_iter()
            .take(SWITCHER_SIZE)
            .map(|place| entry(place, "dashboard", None))
            .collect(),
        ..public(req, state, title, page)
    }
}

/// Like [`signed_in`], for requests without a transaction to read the switcher in.
pub async fn account(
    req: &HttpRequest,
    state: &AppState,
    page: (&str, &'static str),
    caller: &Caller,
) -> Result<Layout, AppError> {
    let places = state.db.as_user(caller.user, async |db| memberships::switcher(db).await).await?;
    Ok(signed_in(req, state, page, caller, places))
}

/// Builds the layout of an organization's page; the switcher leads to the same section.
pub fn organization(
    req: &HttpRequest,
    state: &AppState,
    page: (&str, &'static str),
    member: &Member,
    places: Vec<TenantSummary>,
) -> Layout {
    let TenantMember { name, slug, role, .. } = member.tenant.clone();
    let section = page.1;
    let mut layout = signed_in(req, state, page, &member.caller, Vec::new());
    layout.switcher_has_more = places.len() > SWITCHER_SIZE;
    layout.switcher = with_current(places, &member.tenant)
        .into_iter()
        .take(SWITCHER_SIZE)
        .map(|place| entry(place, section, Some(&slug)))
        .collect();
    layout.tenant = Some(TenantHere { name, slug, role: role.to_string() });
    layout
}

/// Ensures that the current organization is always among those shown.
fn with_current(mut places: Vec<TenantSummary>, here: &TenantMember) -> Vec<TenantSummary> {
    let position = places.iter().position(|place| place.tenant == here.id);
    if position.is_none_or(|at| at >= SWITCHER_SIZE) {
        let current = TenantSummary {
            tenant: here.id,
            slug: here.slug.clone(),
            name: here.name.clone(),
            role: here.role,
            is_default: false,
        };
        places.retain(|place| place.tenant != here.id);
        places.insert(0, current);
    }
    places
}

fn entry(place: TenantSummary, section: &str, current: Option<&str>) -> SwitcherEntry {
    SwitcherEntry {
        current: current == Some(place.slug.as_str()),
        href: urls::section(&place.slug, section),
        role: place.role.to_string(),
        name: place.name,
        slug: place.slug,
    }
}

/// Returns the caller's display name: the name, or the address if it is empty.
pub fn display_name(caller: &Caller) -> String {
    if caller.name.is_empty() {
        types::shown_address(&caller.email).into_owned()
    } else {
        caller.name.clone()
    }
}

/// The name shown for a person whose account was deleted.
pub const FORMER_MEMBER: &str = "Former member";
