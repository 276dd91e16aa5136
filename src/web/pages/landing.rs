//! What Tenantry is, at `/`.

use serde::Serialize;

use crate::web::views::{Layout, Page};

/// The page for people who are not signed in yet.
#[derive(Clone, Debug, Serialize)]
pub struct LandingPage {
    /// What every page shares.
    pub layout: Layout,
}

impl Page for LandingPage {
    const TEMPLATE: &'static str = "pages/landing.html";

    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_visitor("Organizations under one roof", "landing") }]
    }
}
