//! Change of password, at `/account/password`.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use crate::{
    audit::security::SecurityEvent,
    identity::{client::sign_in::ProviderError, notices, types::Password, wire::ProviderErrorCode},
    sessions::Caller,
    web::{
        access::{Authenticated, provider_cookies},
        error::AppError,
        request::client_info::client,
        session_cookie,
        sign_in::{
            account_events,
            renewal::{self, Replaced},
        },
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, Flash, Layout, Page},
    },
};

/// The page that changes the password.
#[derive(Clone, Debug, Serialize)]
pub struct AccountPasswordPage {
    /// The shared layout.
    pub layout: Layout,
    /// The account's address, for password managers and for a mailed code.
    pub email: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// Whether the account has no password yet, so that a mailed code is the way to get one.
    pub has_none: bool,
}

impl Page for AccountPasswordPage {
    const TEMPLATE: &'static str = "pages/account_password.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_signed_in("Change your password", "account-password"),
            email: "ada@example.com".to_owned(),
            errors: FieldErrors::default(),
            has_none: false,
        };
        let wrong = Self {
            errors: FieldErrors::one("current_password", "This is not your current password.")
                .and("password", "Use at least 8 characters."),
            ..empty.clone()
        };
        vec![Self { has_none: true, ..empty.clone() }, empty, wrong]
    }
}

/// The form's fields.
#[derive(Deserialize)]
pub struct PasswordForm {
    current_password: String,
    password: String,
}

/// `GET /account/password`
pub async fn show(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    respond::page(&state, &AccountPasswordPage::empty(&req, &state, &caller).await?)
}

/// `POST /account/password`: the current password is the proof; every other session ends,
/// and this one continues under new tokens.
pub async fn change(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<PasswordForm>,
) -> Result<HttpResponse, AppError> {
    let form = form.into_inner();
    let new = match Password::chosen(form.password) {
        Ok(new) => new,
        Err(problem) => {
            let errors = FieldErrors::one("password", problem.to_string());
            let page = AccountPasswordPage::empty(&req, &state, &caller).await?;
            let page = AccountPasswordPage { errors, ..page };
            return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let jar = provider_cookies::jar(&req, &state, &caller, urls::PASSWORD).await?;
    let current = Password::typed(form.current_password);
    match state.identity.change_password(&current, &new, jar, client(&req)).await {
        Ok(granted) => {
            let client = client(&req);
            let grant = (&granted, Replaced::All);
            renewal::renew(&state, &session, &caller, grant, &client).await?;
            let told = notices::AccountNotice::PasswordChanged;
            let event = SecurityEvent::PasswordChanged;
            account_events::after_provider(&state, &caller, event, "", &told, &client).await?;
            let text = "Your password is changed. You are signed out everywhere else.";
            session_cookie::notify(&session, Flash::success(text));
            Ok(respond::redirect_with_cookies(urls::ACCOUNT, &granted.set_cookies))
        }
        Err(refused) => {
            AccountPasswordPage::empty(&req, &state, &caller).await?.answer(&state, &refused)
        }
    }
}

impl AccountPasswordPage {
    async fn empty(req: &HttpRequest, state: &AppState, caller: &Caller) -> Result<Self, AppError> {
        let page = ("Change your password", "account-password");
        Ok(Self {
            layout: layout::account(req, state, page, caller).await?,
            email: caller.email.clone(),
            errors: FieldErrors::default(),
            has_none: false,
        })
    }

    fn answer(
        self,
        state: &web::Data<AppState>,
        refused: &ProviderError,
    ) -> Result<HttpResponse, AppError> {
        provider_cookies::or_step_up(refused, urls::PASSWORD)?;
        let has_none = refused.code == ProviderErrorCode::CredentialAccountNotFound;
        respond::refused(state, refused, |errors| Self { errors, has_none, ..self })
    }
}
