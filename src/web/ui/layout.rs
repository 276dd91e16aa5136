//! The layout that surrounds every page's content.

use futures_util::try_join;

use super::Ui;
use crate::{
    config::{HostedMode, IdentityConfig},
    db::{DbError, UserConn},
    sessions::{Caller, TenantMember},
    tenancy::{
        Permission, join_requests,
        memberships::{self, SWITCHER_SIZE, TenantSummary},
    },
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

/// A page's title, and its name for the navigation.
type Title<'a> = (&'a str, &'static str);

impl Ui {
    /// Lays out a public page.
    pub fn public(&self, (title, page): Title<'_>) -> Layout {
        Layout {
            title: title.to_owned(),
            page,
            neon_auth_url: neon_auth_url(&self.state),
            development: !self.state.config.server.environment.is_production(),
            request_path: self.req.path().to_owned(),
            notices: session_cookie::take_notices(&self.session),
            ..Layout::default()
        }
    }

    /// Lays out a page outside any organization, with `places` in the switcher.
    pub fn signed_in(
        &self,
        title: Title<'_>,
        caller: &Caller,
        places: Vec<TenantSummary>,
    ) -> Layout {
        Layout {
            user: Some(Person { name: display_name(caller), email: caller.email.to_string() }),
            switcher_has_more: places.len() > SWITCHER_SIZE,
            switcher: places
                .into_iter()
                .take(SWITCHER_SIZE)
                .map(|place| entry(place, "dashboard", None))
                .collect(),
            ..self.public(title)
        }
    }

    /// Lays out a page of the caller's own; the switcher is read in the guard's
    /// transaction, after the page's own queries in the same `try_join!`.
    pub async fn own(
        &self,
        title: Title<'_>,
        caller: &Caller,
        db: &UserConn,
    ) -> Result<Layout, DbError> {
        let places = memberships::switcher(db).await?;
        Ok(self.signed_in(title, caller, places))
    }

    /// Like [`own`](Self::own), for requests without a transaction to read the switcher in.
    pub async fn account(&self, title: Title<'_>, caller: &Caller) -> Result<Layout, AppError> {
        let places =
            self.state.db.as_user(caller.user, async |db| memberships::switcher(db).await).await?;
        Ok(self.signed_in(title, caller, places))
    }

    /// Lays out an organization's page. The switcher leads to the same section; it is read
    /// in the member's transaction, after the page's own queries in the same `try_join!`.
    pub async fn organization(&self, title: Title<'_>, member: &Member) -> Result<Layout, DbError> {
        let waiting = async {
            if member.role.may(Permission::ManageJoining) {
                join_requests::count(&member.db).await
            } else {
                Ok(0)
            }
        };
        let (places, waiting_requests) = try_join!(memberships::switcher(&member.db), waiting)?;
        let TenantMember { name, slug, role, mark, .. } = member.tenant.clone();
        let has_more = places.len() > SWITCHER_SIZE;
        let places = with_current(places, &member.tenant).into_iter().take(SWITCHER_SIZE);
        Ok(Layout {
            switcher_has_more: has_more,
            waiting_requests,
            switcher: places.map(|place| entry(place, title.1, Some(&slug))).collect(),
            tenant: Some(TenantHere {
                name,
                slug,
                role: role.to_string(),
                mark,
                permissions: role.permissions().collect(),
            }),
            ..self.signed_in(title, &member.caller, Vec::new())
        })
    }
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
            mark: here.mark.clone(),
        };
        places.retain(|place| place.tenant != here.id);
        places.insert(0, current);
    }
    places
}

fn entry(place: TenantSummary, section: &str, current: Option<&str>) -> SwitcherEntry {
    let may_follow = match section {
        "settings/access" => place.role.may(Permission::ManageJoining),
        other => !other.starts_with("settings") || place.role.may(Permission::EditOrganization),
    };
    let section = if may_follow { section } else { "dashboard" };
    SwitcherEntry {
        current: current == Some(place.slug.as_str()),
        href: urls::section(&place.slug, section),
        role: place.role.to_string(),
        mark: place.mark,
        name: place.name,
        slug: place.slug,
    }
}

/// Returns the caller's display name: the name, or the address if it is empty.
pub fn display_name(caller: &Caller) -> String {
    if caller.name.is_empty() { caller.email.shown() } else { caller.name.as_str().to_owned() }
}

/// The name shown for a person whose account was deleted.
pub const FORMER_MEMBER: &str = "Former member";
