//! Undoing a change of address, at `/auth/undo-email-change/{token}`: the link in the
//! mail to the previous address opens a page, and its button undoes the change.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Serialize;

use super::mail_link;
use crate::{
    identity::{client::sign_in::ProviderError, wire::ProviderErrorCode},
    web::{
        access::Anyone,
        error::AppError,
        request::client_info::client,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};

/// The page with the button.
#[derive(Clone, Debug, Serialize)]
pub struct UndoEmailChangePage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret; empty if the link no longer works.
    pub token: String,
    /// Whether another account has the address, and can be signed in to.
    pub is_taken: bool,
    /// The reason why the undo doesn't work.
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
        let over = Self { token: String::new(), errors: mail_link::over(), ..open.clone() };
        let taken = Self { is_taken: true, errors: FieldErrors::whole(TAKEN), ..open.clone() };
        vec![open, early, over, taken]
    }
}

/// `GET /auth/undo-email-change/{token}`: looks nothing up, changes nothing.
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    respond::page(&state, &UndoEmailChangePage::open(&req, &state, token.into_inner()))
}

/// `POST /auth/undo-email-change/{token}`: makes the previous address take effect again.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    token: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    match state.identity.undo_email_change(&token, client(&req)).await {
        Ok(()) => Ok(respond::redirect_with_notice(
            &session,
            urls::FORGOT_PASSWORD,
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
        let layout = layout::public(req, state, "Undo the change of address", "undo-email-change");
        Self { layout, token, is_taken: false, errors: FieldErrors::default() }
    }

    /// Answers a refusal. A hosted provider mails no such links and doesn't know the call.
    fn answer(
        self,
        state: &web::Data<AppState>,
        refused: &ProviderError,
    ) -> Result<HttpResponse, AppError> {
        if mail_link::is_over(refused) || refused.status == 404 {
            let over = Self { token: String::new(), errors: mail_link::over(), ..self };
            return mail_link::gone(state, &over);
        }
        if refused.code == ProviderErrorCode::EmailAlreadyInUse {
            let taken = Self { is_taken: true, errors: FieldErrors::whole(TAKEN), ..self };
            return respond::page_with_status(state, StatusCode::CONFLICT, &taken);
        }
        respond::refused(state, refused, |errors| Self { errors, ..self })
    }
}
