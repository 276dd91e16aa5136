//! The ways into an organization, at `/o/{slug}/settings/access`.

use actix_web::{FromRequest as _, web};
use chrono::{DateTime, Utc};
use futures_util::try_join;
use serde::Serialize;

use super::domain_row::DomainRow;
use crate::{
    db::{Committed, TenantReader},
    secret::ExposeSecret as _,
    tenancy::{
        domains::{self, MAX_DOMAINS},
        join_links::{self, JoinLink, LinkSettings, LinkState},
    },
    types::DomainName,
    web::{
        access::{Allowed, ManageJoining, Member, OrganizationVisit, Reading, Viewer, Writing},
        commands::{
            domains::DomainForm,
            join_links::{self as commands, LinkForm},
        },
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that lists the links by which people join, and makes them.
#[derive(Clone, Debug, Serialize)]
pub struct AccessPage {
    /// The shared layout.
    pub layout: Layout,
    /// The links, newest first.
    pub links: Vec<LinkRow>,
    /// The number of links that there can be.
    pub max_links: u32,
    /// The form as typed.
    pub form: LinkForm,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The domains.
    pub domains: Vec<DomainRow>,
    /// The number of domains that there can be.
    pub max_domains: usize,
    /// The form that claims a domain, as typed.
    pub domain_form: DomainForm,
    /// That form's errors.
    pub domain_errors: FieldErrors,
}

/// One link in the list.
#[derive(Clone, Debug, Serialize)]
pub struct LinkRow {
    /// The part of the URL after `/links/`.
    pub id: String,
    /// The name that admins gave it; `None` without one.
    pub label: Option<String>,
    /// The address to share; `None` if it can't be shown any more.
    pub url: Option<String>,
    /// `"on"`, `"off"`, `"expired"` or `"used-up"`.
    pub state: &'static str,
    /// The number of people who used it.
    pub uses: i32,
    /// The number of people who can use it.
    pub max_uses: Option<i32>,
    /// Whether people only ask to join by it.
    pub needs_approval: bool,
    /// The domains whose addresses may use it, as people write them.
    pub domains: Vec<String>,
    /// The end of its validity.
    pub expires_at: Option<DateTime<Utc>>,
    /// The time of making it.
    pub created_at: DateTime<Utc>,
}

impl Page for AccessPage {
    const TEMPLATE: &'static str = "pages/access.html";
}

/// `GET /o/{slug}/settings/access`
pub async fn show(
    allowed: Reading<Allowed<ManageJoining>>,
    ui: Ui,
    typed: Query<LinkForm>,
    domain: Query<DomainForm>,
) -> Answer {
    let mut page = AccessPage::read(allowed, &ui).await?;
    page.form = typed.into_inner();
    page.domain_form = domain.into_inner();
    ui.page(&page)
}

/// `POST /o/{slug}/settings/access/links`
pub async fn create(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    form: web::Form<LinkForm>,
) -> Answer {
    let (member, ()) = allowed.open(async |db| join_links::may_create(db).await).await?;
    match save(member, &ui, &form).await {
        Ok((url, made)) => ui.done(&url, crate::text!("notice-link-created"), made),
        Err(AppError::Invalid(errors)) => {
            let member = Member::extract(&ui.req).await?;
            let page = AccessPage::read(member, &ui).await?;
            ui.invalid(&AccessPage { form: form.into_inner(), errors, ..page })
        }
        Err(other) => Err(other),
    }
}

/// Makes the link and returns its page.
async fn save(member: Member, ui: &Ui, form: &LinkForm) -> Result<(String, Committed), AppError> {
    let slug = member.tenant.slug.as_str();
    let settings = form.parse(&LinkSettings::default(), ui.now()).map_err(AppError::Invalid)?;
    let back = form.at(&urls::access(slug));
    let id = commands::create(&member, &ui.state, &settings, &back)?;
    let here = urls::join_link(slug, id);
    let made = member.db.commit().await;
    Ok((here, made.map_err(|error| commands::not_created(&ui.state, error))?))
}

impl AccessPage {
    pub(super) async fn read(visit: impl OrganizationVisit, ui: &Ui) -> Result<Self, AppError> {
        let reads = async |db: &TenantReader| try_join!(join_links::list(db), domains::list(db));
        let (member, layout, (links, domains)) =
            ui.organization((crate::text!("access"), "settings/access"), visit, reads).await?;
        Ok(Self {
            layout,
            links: links.iter().map(|link| LinkRow::new(ui, &member, link)).collect(),
            max_links: join_links::most(ui.state.config.sizes.join_links_per_organization),
            form: LinkForm::default(),
            errors: FieldErrors::default(),
            domains: domains.iter().map(|domain| DomainRow::new(domain, ui.now())).collect(),
            max_domains: MAX_DOMAINS,
            domain_form: DomainForm::default(),
            domain_errors: FieldErrors::default(),
        })
    }
}

impl LinkRow {
    pub(super) fn new(ui: &Ui, member: &Viewer, link: &JoinLink) -> Self {
        let token = ui.state.link_tokens.of(member.tenant.id, link);
        let address = |path: String| ui.state.config.server.public_url.join(&path);
        Self {
            id: link.id.to_string(),
            label: link.settings.label.as_ref().map(|label| label.as_str().to_owned()),
            url: token.map(|token| address(urls::join(token.expose_secret()))),
            state: word(link.state(ui.now())),
            uses: link.uses,
            max_uses: link.settings.max_uses,
            needs_approval: link.settings.needs_approval,
            domains: link.settings.domains.iter().map(DomainName::shown).collect(),
            expires_at: link.settings.expires_at,
            created_at: link.created_at,
        }
    }
}

fn word(state: LinkState) -> &'static str {
    match state {
        LinkState::On => "on",
        LinkState::Off => "off",
        LinkState::Expired => "expired",
        LinkState::UsedUp => "used-up",
    }
}

#[cfg(test)]
mod samples {
    use super::{AccessPage, DomainForm, DomainRow, LinkForm, LinkRow, MAX_DOMAINS};
    use crate::web::views::{FieldErrors, HOSTILE, Layout, Samples, sample_time};

    impl Samples for AccessPage {
        fn samples() -> Vec<Self> {
            let none = Self {
                layout: Layout::sample(crate::text!("access"), "settings/access"),
                links: vec![],
                max_links: 10,
                form: LinkForm::default(),
                errors: FieldErrors::default(),
                domains: vec![],
                max_domains: MAX_DOMAINS,
                domain_form: DomainForm::default(),
                domain_errors: FieldErrors::default(),
            };
            let form = LinkForm { domains: HOSTILE.to_owned(), ..LinkForm::default() };
            let refused = Self {
                links: LinkRow::samples(),
                domains: DomainRow::samples(),
                domain_form: DomainForm { domain: HOSTILE.to_owned(), ..DomainForm::default() },
                domain_errors: FieldErrors::one(
                    "domain",
                    crate::text!("invalid-domain-name-malformed"),
                ),
                form,
                errors: FieldErrors::one("domains", crate::text!("invalid-domain-name-malformed")),
                ..none.clone()
            };
            let full = Self {
                max_links: 4,
                links: LinkRow::samples(),
                max_domains: 7,
                domains: DomainRow::samples(),
                ..none.clone()
            };
            vec![none, refused, full]
        }
    }

    impl LinkRow {
        /// Returns one link in each state.
        pub fn samples() -> Vec<Self> {
            let plain = Self {
                id: "01957".to_owned(),
                label: None,
                url: Some("http://localhost:8080/join/4f1d4f1d".to_owned()),
                state: "on",
                uses: 0,
                max_uses: None,
                needs_approval: false,
                domains: vec![],
                expires_at: None,
                created_at: sample_time(0),
            };
            let limited = Self {
                id: "01958".to_owned(),
                label: Some(HOSTILE.to_owned()),
                uses: 3,
                needs_approval: true,
                max_uses: Some(10),
                domains: vec!["example.com".to_owned(), HOSTILE.to_owned()],
                expires_at: Some(sample_time(240)),
                ..plain.clone()
            };
            let state = |id: &str, state| Self { id: id.to_owned(), state, ..limited.clone() };
            let lost = Self { url: None, ..state("01961", "off") };
            vec![plain, limited.clone(), state("01959", "expired"), state("01960", "used-up"), lost]
        }
    }
}
