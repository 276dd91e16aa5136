//! The bridge after signing in elsewhere, at `/auth/callback`.

use crate::web::{chrome, error::AppError, guard::Anyone, state::AppState};
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;

use crate::web::views::{Layout, Page};

/// The page on which the script finishes a sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct CallbackPage {
    /// What every page shares.
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
    let layout = chrome::visitor(&req, &state, "Completing sign-in", "callback");
    chrome::ok(&state, &CallbackPage { layout })
}
