//! The layout that surrounds every page's content.

use actix_web::http::header::REFERER;
use futures_util::try_join;

use super::Ui;
use crate::{
    config::{HostedMode, IdentityConfig},
    db::{DbError, Scope, UserConn},
    sessions::{Caller, TenantMember},
    tenancy::{
        Permission,
        invitations::{self, WaitingInvitation},
        join_requests,
        memberships::{self, SWITCHER_SIZE, TenantSummary},
    },
    web::{
        access::Member,
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

    /// Lays out a page outside any organization, with `summaries` in the switcher.
    pub fn signed_in(
        &self,
        title: Title<'_>,
        caller: &Caller,
        summaries: Vec<TenantSummary>,
    ) -> Layout {
        Layout {
            user: Some(Person { name: display_name(caller), email: caller.email.to_string() }),
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

    /// Lays out a page of the caller's own; the switcher is read in the guard's
    /// transaction, after the page's own queries in the same `try_join!`.
    pub async fn own(
        &self,
        title: Title<'_>,
        caller: &Caller,
        db: &UserConn,
    ) -> Result<Layout, DbError> {
        let (summaries, waiting) = try_join!(memberships::switcher(db), self.waiting(db, caller))?;
        Ok(Layout { waiting, ..self.signed_in(title, caller, summaries) })
    }

    /// Returns the invitations that wait for the caller, to be read in the same
    /// `try_join!` as the page's data.
    pub async fn waiting(
        &self,
        db: &impl Scope,
        caller: &Caller,
    ) -> Result<Vec<WaitingRow>, DbError> {
        if !caller.email_verified {
            return Ok(Vec::new());
        }
        let waiting = invitations::waiting_for(db, caller.email.as_str(), self.now()).await?;
        Ok(waiting.into_iter().map(waiting_row).collect())
    }

    /// Like [`own`](Self::own), for requests without a transaction to read the switcher in.
    pub async fn account(&self, title: Title<'_>, caller: &Caller) -> Result<Layout, AppError> {
        self.state.db.as_user(caller.user, async |db| Ok(self.own(title, caller, db).await?)).await
    }

    /// Lays out an organization's page. The switcher leads to the same section; it is read
    /// in the member's transaction, after the page's own queries in the same `try_join!`.
    pub async fn organization(&self, title: Title<'_>, member: &Member) -> Result<Layout, DbError> {
        let requests = async {
            if member.role.may(Permission::ManageJoining) {
                join_requests::count(&member.db).await
            } else {
                Ok(0)
            }
        };
        let (summaries, waiting_requests, waiting) = try_join!(
            memberships::switcher(&member.db),
            requests,
            self.waiting(&member.db, &member.caller)
        )?;
        let TenantMember { name, slug, role, mark, .. } = member.tenant.clone();
        let has_more = summaries.len() > SWITCHER_SIZE;
        let summaries = with_current(summaries, &member.tenant).into_iter().take(SWITCHER_SIZE);
        Ok(Layout {
            switcher_has_more: has_more,
            waiting_requests,
            switcher: summaries
                .map(|summary| entry(summary, title.1, Some(slug.as_str())))
                .collect(),
            tenant: Some(TenantHere {
                name: name.into(),
                slug: slug.into(),
                role: role.to_string(),
                mark,
                permissions: role.permissions().collect(),
            }),
            waiting,
            ..self.arrived(title, member)
        })
    }
}

impl Ui {
    /// Lays out the page, and says where the reader is now after a switch.
    fn arrived(&self, title: Title<'_>, member: &Member) -> Layout {
        let mut layout = self.signed_in(title, &member.caller, Vec::new());
        if self.has_switched(member.tenant.slug.as_str()) && layout.notices.is_empty() {
            let text = format!("Now in {}.", member.tenant.name);
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

/// Ensures that the current organization is always among those shown.
fn with_current(mut summaries: Vec<TenantSummary>, here: &TenantMember) -> Vec<TenantSummary> {
    let position = summaries.iter().position(|summary| summary.id == here.id);
    if position.is_none_or(|at| at >= SWITCHER_SIZE) {
        let current = TenantSummary {
            id: here.id,
            slug: here.slug.to_string(),
            name: here.name.to_string(),
            role: here.role,
            is_default: false,
            mark: here.mark.clone(),
        };
        summaries.retain(|summary| summary.id != here.id);
        summaries.insert(0, current);
    }
    summaries
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

/// The name shown for a person whose account was deleted.
pub const FORMER_MEMBER: &str = "Former member";
