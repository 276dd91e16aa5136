//! The documentation of the API's addresses and shapes, at `/api/docs`.

use crate::web::{
    access::Anyone,
    api::openapi::{
        self,
        digest::{self, Group, Shape},
    },
    ui::{Answer, Ui},
    views::{Layout, Page},
};
use serde::Serialize;
use serde_json::Value;

/// The page with everything that programs may send and receive.
#[derive(Clone, Debug, Serialize)]
pub struct ApiDocsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The operations by subject.
    pub groups: Vec<Group>,
    /// The shapes of bodies.
    pub shapes: Vec<Shape>,
}

impl ApiDocsPage {
    fn of(layout: Layout, document: &Value) -> Self {
        Self { layout, groups: digest::groups(document), shapes: digest::shapes(document) }
    }
}

impl Page for ApiDocsPage {
    const TEMPLATE: &'static str = "pages/api_docs.html";
}

/// `GET /api/docs`
pub async fn show(_: Anyone, ui: Ui) -> Answer {
    ui.speak_english();
    let layout = ui.public((crate::text!("title-api"), "api-docs"));
    ui.lasting_page(&ApiDocsPage::of(layout, &openapi::value()?))
}

#[cfg(test)]
mod samples {
    use super::{ApiDocsPage, openapi};
    use crate::web::views::{Layout, Samples};

    impl Samples for ApiDocsPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample_visitor(crate::text!("title-api"), "api-docs");
            vec![Self::of(layout, &openapi::value().unwrap_or_default())]
        }
    }
}
