//! One's organizations and the default among them, at `/account/organizations`.

use serde::Serialize;

use super::select_tenant::TenantChoice;
use crate::web::views::{Layout, Page};

/// The page for choosing which organization signing in leads to.
#[derive(Clone, Debug, Serialize)]
pub struct AccountOrganizationsPage {
    /// What every page shares.
    pub layout: Layout,
    /// The organizations on this page of the list.
    pub organizations: Vec<TenantChoice>,
    /// The page before.
    pub prev_href: Option<String>,
    /// The page after.
    pub next_href: Option<String>,
}

impl Page for AccountOrganizationsPage {
    const TEMPLATE: &'static str = "pages/account_organizations.html";

    fn samples() -> Vec<Self> {
        let layout = Layout::sample_signed_in("Your organizations", "account-organizations");
        let none = Self { layout, organizations: vec![], prev_href: None, next_href: None };
        let some = Self {
            organizations: TenantChoice::samples(),
            next_href: Some("/account/organizations?page=2".to_owned()),
            ..none.clone()
        };
        vec![none, some]
    }
}
