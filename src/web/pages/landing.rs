//! The landing page, at `/`.

use crate::web::{
    access::MaybeSignedIn,
    ui::{Answer, Ui},
    urls,
    views::{Layout, Page},
};
use serde::Serialize;

/// The page for people who aren't signed in yet.
#[derive(Clone, Debug, Serialize)]
pub struct LandingPage {
    /// The shared layout.
    pub layout: Layout,
}

impl Page for LandingPage {
    const TEMPLATE: &'static str = "pages/landing.html";
}

/// `GET /`
pub async fn show(visitor: MaybeSignedIn, ui: Ui) -> Answer {
    if visitor.0.is_some() {
        return ui.go(urls::DASHBOARD);
    }
    ui.lasting_page(&LandingPage { layout: ui.public((crate::text!("title-landing"), "landing")) })
}

#[cfg(test)]
mod samples {
    use super::LandingPage;
    use crate::web::views::{Layout, Samples};

    impl Samples for LandingPage {
        fn samples() -> Vec<Self> {
            vec![Self { layout: Layout::sample_visitor(crate::text!("title-landing"), "landing") }]
        }
    }
}
