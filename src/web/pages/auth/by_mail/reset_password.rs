//! The new password with a mailed code, at `/auth/reset-password`.

use super::reset_link;
use crate::{
    identity::{
        types::{OtpCode, Password},
        wire::ProviderErrorCode,
    },
    types::EmailAddress,
    web::{
        access::Anyone,
        error::AppError,
        request::{client_info::client, query::Query},
        sign_in::after_password_reset,
        state::AppState,
        ui::{layout, respond},
        views::{FieldErrors, Layout, Page},
    },
};
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

/// The page that asks for the code and the new password.
#[derive(Clone, Debug, Serialize)]
pub struct ResetPasswordPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address the code was sent to.
    pub email: String,
    /// The code as typed.
    pub otp: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for ResetPasswordPage {
    const TEMPLATE: &'static str = "pages/reset_password.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Choose a new password", "reset-password"),
            email: "ada@example.com".to_owned(),
            otp: String::new(),
            errors: FieldErrors::default(),
        };
        let wrong = Self {
            otp: "123456".to_owned(),
            errors: FieldErrors::one("otp", "This is not the code we sent.")
                .and("password", "Use at least 8 characters."),
            ..empty.clone()
        };
        vec![empty, wrong]
    }
}

/// The query `?email=…`, or that of a link.
#[derive(Debug, Default, Deserialize)]
pub struct ResetQuery {
    #[serde(default)]
    email: String,
    #[serde(default)]
    token: String,
    /// The reason why the link has no token.
    #[serde(default)]
    error: String,
}

/// The form's fields.
#[derive(Deserialize)]
pub struct ResetForm {
    email: String,
    otp: String,
    password: String,
}

/// `GET /auth/reset-password`
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    query: Query<ResetQuery>,
) -> Result<HttpResponse, AppError> {
    if !query.token.is_empty() {
        return reset_link::page(&req, &state, Some(&query.token)).await;
    }
    if query.error == ProviderErrorCode::InvalidToken.as_str() {
        return reset_link::page(&req, &state, None).await;
    }
    respond::page(&state, &ResetPasswordPage::empty(&req, &state, &query.email))
}

/// `POST /auth/reset-password`
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<ResetForm>,
) -> Result<HttpResponse, AppError> {
    let form = form.into_inner();
    let page = ResetPasswordPage {
        otp: form.otp.clone(),
        ..ResetPasswordPage::empty(&req, &state, &form.email)
    };
    let mut errors = FieldErrors::default();
    let email = errors.take("email", form.email.parse::<EmailAddress>());
    let code = errors.take("otp", form.otp.parse::<OtpCode>());
    let password = errors.take("password", Password::chosen(form.password));
    let (Some(email), Some(code), Some(password)) = (email, code, password) else {
        let page = ResetPasswordPage { errors, ..page };
        return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    match state.identity.reset_password(&email, &code, &password, client(&req)).await {
        Ok(()) => {
            after_password_reset::end_everywhere(&state, &email, &password, &client(&req)).await?;
            Ok(reset_link::done(&session))
        }
        Err(refused) => {
            respond::refused(&state, &refused, |errors| ResetPasswordPage { errors, ..page })
        }
    }
}

impl ResetPasswordPage {
    fn empty(req: &HttpRequest, state: &AppState, email: &str) -> Self {
        Self {
            layout: layout::public(req, state, "Set a new password", "reset-password"),
            email: email.to_owned(),
            otp: String::new(),
            errors: FieldErrors::default(),
        }
    }
}
