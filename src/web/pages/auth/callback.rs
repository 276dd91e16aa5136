//! The bridge after signing in with a hosted provider, at `/auth/callback`.

use crate::web::{
    access::Anyone,
    error::AppError,
    state::AppState,
    ui::{layout, respond},
    views::{Layout, Page},
};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

/// The page on which the script finishes a sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct CallbackPage {
    /// The shared layout.
    pub layout: Layout,
}

impl Page for CallbackPage {
    const TEMPLATE: &'static str = "pages/callback.html";

    fn samples() -> Vec<Self> {
        vec![Self { layout: Layout::sample_visitor("Completing sign-in", "callback") }]
    }
}

/// `GET /auth/callback`
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let layout = layout::public(&req, &state, "Completing sign-in", "callback");
    respond::page(&state, &CallbackPage { layout })
}
