//! The emailed link for a new password, at `/auth/reset-password?token=…`.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use super::mail_link;
use crate::{
    identity::{client::mail_links::LinkKind, types::Password},
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

/// The page that asks for the new password.
#[derive(Clone, Debug, Serialize)]
pub struct ResetLinkPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret; empty if the link no longer works.
    pub token: String,
    /// The masked address of the account; empty if it wasn't looked up.
    pub masked_email: String,
    /// The errors of the form or the link.
    pub errors: FieldErrors,
}

impl Page for ResetLinkPage {
    const TEMPLATE: &'static str = "pages/reset_link.html";

    fn samples() -> Vec<Self> {
        let works = Self {
            layout: Layout::sample_visitor("Set a new password", "reset-link"),
            token: HOSTILE.to_owned(),
            masked_email: "a•a@example.com".to_owned(),
            errors: FieldErrors::default(),
        };
        let wrong = Self {
            masked_email: String::new(),
            errors: FieldErrors::one("password", "Use at least 8 characters."),
            ..works.clone()
        };
        let over = Self { token: String::new(), errors: mail_link::over(), ..wrong.clone() };
        vec![works, wrong, over]
    }
}

/// The form's fields.
#[derive(Deserialize)]
pub struct ResetLinkForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// `GET /auth/reset-password?token=…`: changes nothing. `None` means a link that is known
/// not to work any more.
pub async fn page(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    token: Option<&str>,
) -> Result<HttpResponse, AppError> {
    let page = ResetLinkPage::over(req, state);
    let Some(token) = token else { return mail_link::gone(state, &page) };
    mail_link::look(req, state, (LinkKind::ResetPassword, token), page, |page, preview| {
        ResetLinkPage {
            token: token.to_owned(),
            masked_email: preview.email.masked(),
            errors: FieldErrors::default(),
            ..page
        }
    })
    .await
}

/// `POST /auth/reset-password/link`
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<ResetLinkForm>,
) -> Result<HttpResponse, AppError> {
    let form = form.into_inner();
    let page = ResetLinkPage { token: form.token, ..ResetLinkPage::over(&req, &state) };
    let password = match Password::chosen(form.password) {
        Ok(password) => password,
        Err(problem) => {
            let errors = FieldErrors::one("password", problem.to_string());
            let page = ResetLinkPage { errors, ..page };
            return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let reset = state.identity.reset_password_by_link(&page.token, &password, client(&req));
    match reset.await {
        Ok(()) => Ok(done(&session)),
        Err(refused) if mail_link::is_over(&refused) => {
            mail_link::gone(&state, &ResetLinkPage::over(&req, &state))
        }
        Err(refused) => {
            respond::refused(&state, &refused, |errors| ResetLinkPage { errors, ..page })
        }
    }
}

impl ResetLinkPage {
    fn over(req: &HttpRequest, state: &AppState) -> Self {
        Self {
            layout: layout::public(req, state, "Set a new password", "reset-link"),
            token: String::new(),
            masked_email: String::new(),
            errors: mail_link::over(),
        }
    }
}

/// Redirects to the sign-in page with a notice of success.
pub fn done(session: &Session) -> HttpResponse {
    respond::redirect_with_notice(session, urls::LOGIN, "The new password is set. Sign in with it.")
}
