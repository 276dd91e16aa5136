//! Undoing a change of address, at `/auth/undo-email-change/{token}`: the link in
//! the mail to the former address opens a page, its button does it.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Serialize;

use crate::web::{
    chrome,
    client::client,
    error::AppError,
    guard::Anyone,
    state::AppState,
    views::{Layout, Page},
};

/// The page with the button.
#[derive(Clone, Debug, Serialize)]
pub struct UndoEmailChangePage {
    /// What every page shares.
    pub layout: Layout,
    /// The secret of the link.
    pub token: String,
    /// The link was used, replaced or is too old.
    pub is_over: bool,
}

impl Page for UndoEmailChangePage {
    const TEMPLATE: &'static str = "pages/undo_email_change.html";

    fn samples() -> Vec<Self> {
        let layout = Layout::sample_visitor("Undo the change", "undo-email-change");
        let open = Self { layout, token: "4f1d".to_owned(), is_over: false };
        vec![Self { is_over: true, ..open.clone() }, open]
    }
}

/// `GET /auth/undo-email-change/{token}`: looks at nothing, changes nothing.
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    chrome::ok(&state, &UndoEmailChangePage::new(&req, &state, token.into_inner()))
}

/// `POST /auth/undo-email-change/{token}`: the former address is in force again.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    match state.identity.undo_email_change(&token, client(&req)).await {
        Ok(()) => Ok(chrome::done(
            &session,
            "/auth/forgot-password",
            "Your former address is back and everybody is signed out. Set a new \
                        password now: whoever changed the address may know the old one.",
        )),
        Err(refused) if refused.is_outage() => {
            Err(AppError::Unavailable(anyhow::anyhow!("the provider answered {}", refused.status)))
        }
        Err(_) => {
            let page = UndoEmailChangePage::new(&req, &state, token.into_inner());
            let page = UndoEmailChangePage { is_over: true, ..page };
            chrome::html(&state, StatusCode::GONE, &page)
        }
    }
}

impl UndoEmailChangePage {
    fn new(req: &HttpRequest, state: &AppState, token: String) -> Self {
        let layout = chrome::visitor(req, state, "Undo the change of address", "undo-email-change");
        Self { layout, token, is_over: false }
    }
}
