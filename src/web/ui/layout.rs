//! The layout that surrounds every page's content.

use actix_web::http::header::REFERER;
use futures_util::try_join;

use super::Ui;
use crate::{
    config::{HostedMode, IdentityConfig},
    db::{DbError, Scope, TenantReader, UserReader},
    locale::Text,
    sessions::{Caller, TenantMember},
    tenancy::{
        Permission,
        invitations::{self, WaitingInvitation},
        join_requests,
        memberships::{self, SWITCHER_SIZE, TenantSummary},
    },
    web::{
        access::{Known, OrganizationVisit, OwnVisit, Viewer},
        error::AppError,
        session_cookie,
        state::AppState,
        urls,
        views::{Flash, FlashKind, Layout, Person, SwitcherEntry, TenantHere, WaitingRow},
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
type Title = (Text, &'static str);

impl Ui {
    /// Lays out a public page.
    pub fn public(&self, (title, page): Title) -> Layout {
        Layout {
            title: title.into(),
            page,
            neon_auth_url: neon_auth_url(&self.state),
            development: !self.state.config.server.environment.is_production(),
            request_path: self.req.path().to_owned(),
            notices: session_cookie::take_notices(&self.session),
            ..Layout::default()
        }
    }

    /// Lays out a page outside any organization, with `summaries` in the switcher.
    pub fn signed_in(
        &self,
        title: Title,
        caller: &Caller,
        summaries: Vec<TenantSummary>,
    ) -> Layout {
        Layout {
            user: Some(Person {
                name: display_name(caller),
                email: caller.email.to_string(),
                picture: caller.picture.as_deref().map(urls::own_picture),
            }),
            session_seconds: caller.session.map(|it| (it.expires_at - self.now()).num_seconds()),
            switcher_has_more: summaries.len() > SWITCHER_SIZE,
            switcher: summaries
                .into_iter()
                .take(SWITCHER_SIZE)
                .map(|summary| entry(summary, "dashboard", None))
                .collect(),
            ..self.public(title)
        }
    }

    /// Returns the invitations that wait for the current user.
    pub async fn waiting(&self, db: &impl Scope) -> Result<Vec<WaitingRow>, DbError> {
        let waiting = invitations::waiting(db, self.now()).await?;
        Ok(waiting.into_iter().map(waiting_row).collect())
    }

    /// Reads a page of the caller's own, and lays it out.
    pub async fn own<T, E>(
        &self,
        title: Title,
        visit: impl OwnVisit,
        reads: impl AsyncFn(&UserReader) -> Result<T, E>,
    ) -> Result<(Caller, Layout, T), AppError>
    where
        AppError: From<E>,
    {
        let all = async |db: &UserReader| try_join!(read_menus(self, db), page::<_, E>(reads(db)));
        let (caller, (menus, read)) = visit.read::<_, AppError>(all).await?;
        Ok((caller.clone(), self.own_layout(title, &caller, menus), read))
    }

    fn own_layout(&self, title: Title, caller: &Caller, menus: Menus) -> Layout {
        let Menus { summaries, waiting } = menus;
        Layout { waiting, ..self.signed_in(title, caller, summaries) }
    }

    /// Returns a visitor whom the request has looked up already.
    pub fn known<'a>(&'a self, caller: &'a Caller) -> Known<'a> {
        Known { db: &self.state.db, caller }
    }

    /// Reads an organization's page, and lays it out. The switcher leads to the same section.
    pub async fn organization<T, E>(
        &self,
        title: Title,
        visit: impl OrganizationVisit,
        reads: impl AsyncFn(&TenantReader) -> Result<T, E>,
    ) -> Result<(Viewer, Layout, T), AppError>
    where
        AppError: From<E>,
    {
        let all = async |db: &TenantReader| {
            let requests = page::<_, DbError>(join_requests::count(db));
            try_join!(read_menus(self, db), requests, page::<_, E>(reads(db)))
        };
        let (viewer, (menus, requests, read)) = visit.read::<_, AppError>(all).await?;
        let layout = self.tenant_layout(title, &viewer, menus, requests);
        Ok((viewer, layout, read))
    }

    fn tenant_layout(&self, title: Title, viewer: &Viewer, menus: Menus, requests: i64) -> Layout {
        let Menus { summaries, waiting } = menus;
        let section = title.1;
        let TenantMember { name, slug, role, mark, .. } = viewer.tenant.clone();
        let has_more = summaries.len() > SWITCHER_SIZE;
        let summaries = with_current(summaries, &viewer.tenant).into_iter().take(SWITCHER_SIZE);
        Layout {
            switcher_has_more: has_more,
            waiting_requests: if role.may(Permission::ManageJoining) { requests } else { 0 },
            switcher: summaries
                .map(|summary| entry(summary, section, Some(slug.as_str())))
                .collect(),
            tenant: Some(TenantHere {
                name: name.into(),
                slug: slug.into(),
                role: role.to_string(),
                mark,
                permissions: role.permissions().collect(),
            }),
            waiting,
            ..self.arrived(title, viewer)
        }
    }
}

/// The content of every page's menus.
struct Menus {
    summaries: Vec<TenantSummary>,
    waiting: Vec<WaitingRow>,
}

async fn read_menus(ui: &Ui, db: &impl Scope) -> Result<Menus, AppError> {
    let (summaries, waiting) = try_join!(memberships::switcher(db), ui.waiting(db))?;
    Ok(Menus { summaries, waiting })
}

async fn page<T, E>(reads: impl Future<Output = Result<T, E>>) -> Result<T, AppError>
where
    AppError: From<E>,
{
    Ok(reads.await?)
}

impl Ui {
    /// Lays out the page, and says where the reader is now after a switch.
    fn arrived(&self, title: Title, viewer: &Viewer) -> Layout {
        let mut layout = self.signed_in(title, &viewer.caller, Vec::new());
        if self.has_switched(viewer.tenant.slug.as_str()) && layout.notices.is_empty() {
            let text =
                crate::text!("notice-now-in", organization = viewer.tenant.name.to_string()).into();
            layout.notices.push(Flash { kind: FlashKind::Info, text });
        }
        layout
    }

    /// Whether the reader followed a link from another organization's page to a page here.
    fn has_switched(&self, slug: &str) -> bool {
        let referer = self.req.headers().get(REFERER).and_then(|value| value.to_str().ok());
        let origin = self.state.config.server.public_url.origin();
        let from = referer.and_then(|url| url.strip_prefix(origin.as_str()));
        let from = from.and_then(|path| path.strip_prefix(urls::ORGANIZATIONS));
        let from = from.and_then(|rest| rest.split(['/', '?']).next());
        from.is_some_and(|from| from != slug)
    }
}

fn waiting_row(waiting: WaitingInvitation) -> WaitingRow {
    WaitingRow {
        id: waiting.id.to_string(),
        tenant_name: waiting.tenant_name,
        slug: waiting.tenant_slug,
        mark: waiting.mark,
        inviter: waiting.inviter,
        role: waiting.role.to_string(),
    }
}

/// Puts the current organization first: it's in use now, which is noted after the answer.
fn with_current(mut summaries: Vec<TenantSummary>, here: &TenantMember) -> Vec<TenantSummary> {
    let position = summaries.iter().position(|summary| summary.id == here.id);
    let current = position.map_or_else(|| summary_of(here), |at| summaries.remove(at));
    summaries.insert(0, current);
    summaries
}

fn summary_of(here: &TenantMember) -> TenantSummary {
    TenantSummary {
        id: here.id,
        slug: here.slug.to_string(),
        name: here.name.to_string(),
        role: here.role,
        is_default: false,
        mark: here.mark.clone(),
        is_suspended: false,
    }
}

fn entry(summary: TenantSummary, section: &str, current: Option<&str>) -> SwitcherEntry {
    let may_follow = match section {
        Layout::ERROR => false,
        "settings/access" => summary.role.may(Permission::ManageJoining),
        other => !other.starts_with("settings") || summary.role.may(Permission::EditOrganization),
    };
    let section = if may_follow { section } else { "dashboard" };
    SwitcherEntry {
        current: current == Some(summary.slug.as_str()),
        href: urls::section(&summary.slug, section),
        role: summary.role.to_string(),
        mark: summary.mark,
        name: summary.name,
        slug: summary.slug,
    }
}

/// Returns the caller's display name: the name, or the address if it is empty.
pub fn display_name(caller: &Caller) -> String {
    if caller.name.is_empty() { caller.email.shown() } else { caller.name.as_str().to_owned() }
}

/// Returns the name shown for a person whose account was deleted.
pub fn former_member() -> String {
    crate::text!("former-member").into()
}
