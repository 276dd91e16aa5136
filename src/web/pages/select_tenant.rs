//! Choosing among one's organizations, at `/auth/select-tenant`.

use serde::Serialize;

use crate::web::views::{HOSTILE, LONG_NAME, Layout, Page};

/// The page that lists the organizations one belongs to.
#[derive(Clone, Debug, Serialize)]
pub struct SelectTenantPage {
    /// What every page shares.
    pub layout: Layout,
    /// What was searched for; may be empty.
    pub query: String,
    /// The organizations on this page of the list.
    pub tenants: Vec<TenantChoice>,
    /// This page's number, from 1.
    pub page: u32,
    /// How many pages there are.
    pub pages: u32,
    /// How many organizations match.
    pub total: u64,
    /// The page before.
    pub prev_href: Option<String>,
    /// The page after.
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
    /// Where choosing it leads.
    pub href: String,
    /// Signing in leads here.
    pub is_default: bool,
    /// The one used last.
    pub last_used: bool,
}

impl Page for SelectTenantPage {
    const TEMPLATE: &'static str = "pages/select_tenant.html";

    fn samples() -> Vec<Self> {
        let some = Self {
            layout: Layout::sample_signed_in("Choose an organization", "select-tenant"),
            query: String::new(),
            tenants: TenantChoice::samples(),
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
            prev_href: Some("/auth/select-tenant?page=1".to_owned()),
            next_href: Some("/auth/select-tenant?page=3".to_owned()),
            ..some.clone()
        };
        let none = Self { query: HOSTILE.to_owned(), tenants: vec![], total: 0, ..some.clone() };
        vec![some, many, none]
    }
}

impl TenantChoice {
    /// A short name, a long one, a hostile one.
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
        all
    }
}

fn choice(name: &str, slug: &str, role: &str) -> TenantChoice {
    TenantChoice {
        name: name.to_owned(),
        slug: slug.to_owned(),
        role: role.to_owned(),
        href: format!("/o/{slug}/dashboard"),
        is_default: false,
        last_used: false,
    }
}
