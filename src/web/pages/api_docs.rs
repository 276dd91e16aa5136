//! The documentation of the API's addresses and shapes, at `/api/docs`.

use crate::web::{
    access::Anyone,
    api::openapi::{
        self,
        digest::{self, Group, Shape},
    },
    error::AppError,
    state::AppState,
    ui::{layout, respond},
    views::{Layout, Page},
};
use actix_web::{HttpRequest, HttpResponse, web};
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

    fn samples() -> Vec<Self> {
        let layout = Layout::sample_visitor("API", "api-docs");
        vec![Self::of(layout, &openapi::value().unwrap_or_default())]
    }
}

/// `GET /api/docs`
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let layout = layout::public(&req, &state, "API", "api-docs");
    respond::page(&state, &ApiDocsPage::of(layout, &openapi::value()?))
}
