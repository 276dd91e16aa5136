//! Undoing a change of address, at `/auth/undo-email-change/{token}`: the link in
//! the mail to the former address opens a page, its button does it.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Serialize;

use crate::{
    identity::calls::Refusal,
    web::{
        chrome,
        client::client,
        error::AppError,
        guard::Anyone,
        link_page, refusal,
        state::AppState,
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};

/// The page with the button.
#[derive(Clone, Debug, Serialize)]
pub struct UndoEmailChangePage {
    /// What every page shares.
    pub layout: Layout,
    /// The secret of the link; empty when it works no more.
    pub token: String,
    /// Another account has the address, and can be signed in to.
    pub is_taken: bool,
    /// Why it does not work.
    pub errors: FieldErrors,
}

const TAKEN: &str = "Another account uses this address by now. Sign in to that account, give it \
                     another address on its account page, and then use this link again. Closing \
                     it is not enough: a closed account keeps its address for seven days.";

impl Page for UndoEmailChangePage {
    const TEMPLATE: &'static str = "pages/undo_email_change.html";

    fn samples() -> Vec<Self> {
        let open = Self {
            layout: Layout::sample_visitor("Undo the change", "undo-email-change"),
            token: HOSTILE.to_owned(),
            is_taken: false,
            errors: FieldErrors::default(),
        };
        let early = Self { errors: FieldErrors::too_soon("Too many tries.", 7), ..open.clone() };
        let over = Self { token: String::new(), errors: link_page::over(), ..open.clone() };
        let taken = Self { is_taken: true, errors: FieldErrors::whole(TAKEN), ..open.clone() };
        vec![open, early, over, taken]
    }
}

/// `GET /auth/undo-email-change/{token}`: looks at nothing, changes nothing.
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    chrome::ok(&state, &UndoEmailChangePage::open(&req, &state, token.into_inner()))
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
            "Your former address is back and everybody is signed out. The password and the \
             linked sites have ended too: whoever changed the address may have added them. Set a \
             new password now, with the link that was just mailed or with a code, and link your \
             sites again.",
        )),
        Err(refused) => {
            UndoEmailChangePage::open(&req, &state, token.into_inner()).answer(&state, &refused)
        }
    }
}

impl UndoEmailChangePage {
    fn open(req: &HttpRequest, state: &AppState, token: String) -> Self {
        let layout = chrome::visitor(req, state, "Undo the change of address", "undo-email-change");
        Self { layout, token, is_taken: false, errors: FieldErrors::default() }
    }

    /// A provider elsewhere mails no such links and knows no such call.
    fn answer(
        self,
        state: &web::Data<AppState>,
        refused: &Refusal,
    ) -> Result<HttpResponse, AppError> {
        if link_page::is_over(refused) || refused.status == 404 {
            let over = Self { token: String::new(), errors: link_page::over(), ..self };
            return link_page::gone(state, &over);
        }
        if refused.code == "EMAIL_ALREADY_IN_USE" {
            let taken = Self { is_taken: true, errors: FieldErrors::whole(TAKEN), ..self };
            return chrome::html(state, StatusCode::CONFLICT, &taken);
        }
        refusal::page(state, refused, |errors| Self { errors, ..self })
    }
}
