//! Choosing among the user's organizations, at `/auth/select-tenant`.

use super::offers::{self, OfferedTenant};
use crate::{
    db::UserReader,
    ids::TenantId,
    tenancy::memberships::{self, TenantSummary},
    types::{Mark, Slug},
    web::{
        access::{Reading, SignedIn, Visit, Writing},
        error::AppError,
        request::{paging::PageQuery, query::Query},
        ui::{Answer, Ui},
        urls,
        views::{Layout, Page},
    },
};
use actix_web::web;
use futures_util::try_join;
use serde::{Deserialize, Serialize};

/// The page that lists the user's organizations.
#[derive(Clone, Debug, Serialize)]
pub struct SelectTenantPage {
    /// The shared layout.
    pub layout: Layout,
    /// The search text; may be empty.
    pub query: String,
    /// The organizations on this page of the list.
    pub tenants: Vec<TenantChoice>,
    /// The organizations that the reader can join by their address.
    pub offers: Vec<OfferedTenant>,
    /// This page's number, from 1.
    pub page: u32,
    /// The number of pages.
    pub pages: u32,
    /// The number of matching organizations.
    pub total: u64,
    /// The link to the previous page.
    pub prev_href: Option<String>,
    /// The link to the next page.
    pub next_href: Option<String>,
}

/// An organization that the reader belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct TenantChoice {
    /// Display name.
    pub name: String,
    /// The part of the URL after `/o/`.
    pub slug: String,
    /// `"owner"`, `"admin"` or `"member"`.
    pub role: String,
    /// Its color and logo.
    pub mark: Mark,
    /// The page that the choice leads to.
    pub href: String,
    /// Whether sign-in leads to this organization.
    pub is_default: bool,
    /// Whether it was used last.
    pub last_used: bool,
    /// Whether an operator suspended it.
    pub is_suspended: bool,
}

impl Page for SelectTenantPage {
    const TEMPLATE: &'static str = "pages/select_tenant.html";
}

/// The form's fields, for a choice without a link.
#[derive(Debug, Deserialize)]
pub struct SelectForm {
    slug: String,
    #[serde(default)]
    make_default: Option<String>,
}

/// `GET /auth/select-tenant`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui, query: Query<PageQuery>) -> Answer {
    let reads = async |db: &UserReader| {
        try_join!(
            memberships::search(db, query.q.trim(), query.window()),
            offers::own(db),
            ui.waiting(db),
        )
    };
    let (caller, ((tenants, total), offers, waiting)) = signed_in.read(reads).await?;
    let links = query.links(urls::SELECT_TENANT, total);
    let page = (crate::text!("account-choose-organization"), "select-tenant");
    let page = SelectTenantPage {
        layout: Layout { waiting, ..ui.signed_in(page, &caller, Vec::new()) },
        tenants: choices(tenants, caller.last_tenant),
        offers,
        query: query.into_inner().q,
        page: links.page,
        pages: links.pages,
        total: u64::try_from(total).unwrap_or_default(),
        prev_href: links.prev_href,
        next_href: links.next_href,
    };
    ui.page(&page)
}

/// `POST /auth/select-tenant`
pub async fn create(signed_in: Writing<SignedIn>, ui: Ui, form: web::Form<SelectForm>) -> Answer {
    let slug: Slug = form.slug.parse().map_err(|_| AppError::NotFound)?;
    let is_chosen = form.make_default.is_some();
    let reads = async |db: &UserReader| {
        if is_chosen { memberships::find_to_make_default(db, &form.slug).await } else { Ok(None) }
    };
    let (SignedIn { db, .. }, tenant) = signed_in.open(reads).await?;
    if is_chosen {
        memberships::make_default(&db, tenant.ok_or(AppError::NotFound)?);
    }
    ui.done_quietly(&urls::dashboard(slug), db.commit().await?)
}

/// Converts organizations to choices with links.
pub fn choices(tenants: Vec<TenantSummary>, last: Option<TenantId>) -> Vec<TenantChoice> {
    let choice = |tenant: TenantSummary| TenantChoice {
        href: urls::dashboard(&tenant.slug),
        last_used: Some(tenant.id) == last,
        role: tenant.role.to_string(),
        is_default: tenant.is_default,
        is_suspended: tenant.is_suspended,
        mark: tenant.mark,
        name: tenant.name,
        slug: tenant.slug,
    };
    tenants.into_iter().map(choice).collect()
}

#[cfg(test)]
mod samples {
    use super::{Mark, OfferedTenant, SelectTenantPage, TenantChoice, urls};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples, waiting};

    impl Samples for SelectTenantPage {
        fn samples() -> Vec<Self> {
            let mut layout = Layout::sample_signed_in(
                crate::text!("account-choose-organization"),
                "select-tenant",
            );
            layout.waiting = vec![waiting("Acme Joinery", "acme")];
            let some = Self {
                layout,
                query: String::new(),
                tenants: TenantChoice::samples(),
                offers: OfferedTenant::samples(),
                page: 1,
                pages: 1,
                total: 4,
                prev_href: None,
                next_href: None,
            };
            let many = Self {
                page: 2,
                pages: 10,
                total: 500,
                prev_href: Some(format!("{}?page=1", urls::SELECT_TENANT)),
                next_href: Some(format!("{}?page=3", urls::SELECT_TENANT)),
                ..some.clone()
            };
            let none = Self {
                query: HOSTILE.to_owned(),
                tenants: vec![],
                offers: vec![],
                total: 0,
                ..some.clone()
            };
            vec![some, many, none]
        }
    }

    impl TenantChoice {
        /// Returns samples: short, long and hostile names.
        pub fn samples() -> Vec<Self> {
            let mut all = vec![
                choice("Acme Joinery", "acme", "owner"),
                choice("Harbour Street Clinic", "harbour-street-clinic", "member"),
                choice(LONG_NAME, "freight", "admin"),
                choice(HOSTILE, "hostile", "member"),
            ];
            if let Some(first) = all.first_mut() {
                first.is_default = true;
                first.last_used = true;
            }
            if let Some(second) = all.get_mut(1) {
                second.is_suspended = true;
            }
            all
        }
    }

    fn choice(name: &str, slug: &str, role: &str) -> TenantChoice {
        TenantChoice {
            name: name.to_owned(),
            slug: slug.to_owned(),
            role: role.to_owned(),
            mark: Mark::default(),
            href: urls::dashboard(slug),
            is_default: false,
            last_used: false,
            is_suspended: false,
        }
    }
}
