//! The landing page, at `/`.

use crate::web::{
    access::MaybeSignedIn,
    error::AppError,
    state::AppState,
    ui::{layout, respond},
    urls,
    views::{Layout, Page},
};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

/// The page for people who aren't signed in yet.
#[derive(Clone, Debug, Serialize)]
pub struct LandingPage {
    /// The shared layout.
    pub layout: Layout,
}

impl Page for LandingPage {
    const TEMPLATE: &'static str = "pages/landing.html";

    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_visitor("Organizations under one roof", "landing") }]
    }
}

/// `GET /`
pub async fn show(
    visitor: MaybeSignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    if visitor.0.is_some() {
        return Ok(respond::redirect(urls::DASHBOARD));
    }
    respond::page(
        &state,
        &LandingPage { layout: layout::public(&req, &state, "Tenantry", "landing") },
    )
}
