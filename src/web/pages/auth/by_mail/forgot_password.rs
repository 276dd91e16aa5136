//! The request for a code to set a new password, at `/auth/forgot-password`.

use crate::{
    types::EmailAddress,
    web::{
        access::Anyone,
        error::AppError,
        request::{client_info::client, query::Query},
        state::AppState,
        ui::{layout, respond},
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

/// The page that mails a code to a user who forgot their password.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotPasswordPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address as typed.
    pub email: String,
    /// Whether the request was accepted; says nothing about whether the address is known.
    pub sent: bool,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for ForgotPasswordPage {
    const TEMPLATE: &'static str = "pages/forgot_password.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Set a new password", "forgot-password"),
            email: String::new(),
            sent: false,
            errors: FieldErrors::default(),
        };
        let sent = Self { email: "ada@example.com".to_owned(), sent: true, ..empty.clone() };
        let wrong = Self {
            email: HOSTILE.to_owned(),
            errors: FieldErrors::one("email", "Enter an e-mail address, such as ada@example.com."),
            ..empty.clone()
        };
        vec![empty, sent, wrong]
    }
}

/// The query `?email=…`, and the form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct ForgotForm {
    #[serde(default)]
    email: String,
}

/// `GET /auth/forgot-password`
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    query: Query<ForgotForm>,
) -> Result<HttpResponse, AppError> {
    respond::page(&state, &ForgotPasswordPage::empty(&req, &state, &query.email))
}

/// `POST /auth/forgot-password`: the answer is the same for unknown addresses.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    form: web::Form<ForgotForm>,
) -> Result<HttpResponse, AppError> {
    let page = ForgotPasswordPage::empty(&req, &state, &form.email);
    let email = match form.email.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            let page = ForgotPasswordPage { errors, ..page };
            return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    match state.identity.request_password_reset(&email, client(&req)).await {
        Ok(()) => respond::page(&state, &ForgotPasswordPage { sent: true, ..page }),
        Err(refused) => {
            respond::refused(&state, &refused, |errors| ForgotPasswordPage { errors, ..page })
        }
    }
}

impl ForgotPasswordPage {
    fn empty(req: &HttpRequest, state: &AppState, email: &str) -> Self {
        Self {
            layout: layout::public(req, state, "Set a new password", "forgot-password"),
            email: email.to_owned(),
            sent: false,
            errors: FieldErrors::default(),
        }
    }
}
