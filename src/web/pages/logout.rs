//! Signing out by a button, at `/auth/logout`.

use serde::Serialize;

use crate::web::views::{Layout, Page};

/// The page that asks before it signs somebody out.
#[derive(Clone, Debug, Serialize)]
pub struct LogoutPage {
    /// What every page shares.
    pub layout: Layout,
}

impl Page for LogoutPage {
    const TEMPLATE: &'static str = "pages/logout.html";

    fn samples() -> Vec<Self> {
        let signed_in = Self { layout: Layout::sample_signed_in("Sign out", "logout") };
        let visitor = Self { layout: Layout::sample_visitor("Sign out", "logout") };
        vec![signed_in, visitor]
    }
}
