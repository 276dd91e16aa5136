//! Registering an organization, at `/auth/register-organization`.

use serde::Serialize;

use crate::web::views::{FieldErrors, HOSTILE, Layout, Page};

/// The page that founds an organization.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterOrganizationPage {
    /// What every page shares.
    pub layout: Layout,
    /// The name as typed.
    pub name: String,
    /// The address as typed; empty to take it from the name.
    pub slug: String,
    /// What stands before the slug, such as `https://example.com/o/`.
    pub slug_preview_base: String,
    /// What is wrong with the form.
    pub errors: FieldErrors,
    /// A free slug, offered when the wanted one is taken.
    pub suggestion: Option<String>,
}

impl Page for RegisterOrganizationPage {
    const TEMPLATE: &'static str = "pages/register_organization.html";

    fn samples() -> Vec<Self> {
        let layout = Layout::sample_signed_in("Register an organization", "register-organization");
        let empty = Self {
            layout,
            name: String::new(),
            slug: String::new(),
            slug_preview_base: "http://localhost:8080/o/".to_owned(),
            errors: FieldErrors::default(),
            suggestion: None,
        };
        let taken = Self {
            name: "Acme".to_owned(),
            slug: "acme".to_owned(),
            errors: FieldErrors::one("slug", "This address is taken by another organization."),
            suggestion: Some("acme-2".to_owned()),
            ..empty.clone()
        };
        let hostile = Self {
            name: HOSTILE.to_owned(),
            errors: FieldErrors::one("name", "Use at most 64 characters."),
            ..empty.clone()
        };
        vec![empty, taken, hostile]
    }
}
