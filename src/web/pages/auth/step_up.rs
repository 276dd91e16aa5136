//! The step-up before a sensitive action, at `/auth/confirm`.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use super::social::{self, SocialButton};
use crate::{
    audit::security::SecurityEvent,
    config::SocialProvider,
    identity::{
        client::sign_in::{Grant, ProviderError},
        types::{InvalidOtpCode, OtpCode, Password},
        wire::ProviderErrorCode,
    },
    sessions::Caller,
    types::{ClientInfo, EmailAddress, SignInMethod},
    web::{
        access::{Authenticated, return_to},
        error::AppError,
        request::{client_info::client, cookies, query::Query},
        sign_in::{
            account_events,
            renewal::{self, Replaced},
        },
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that asks for the password or a mailed code.
#[derive(Clone, Debug, Serialize)]
pub struct ConfirmPage {
    /// The shared layout.
    pub layout: Layout,
    /// The account's address.
    pub email: String,
    /// The page to go to afterwards.
    pub return_to: String,
    /// Whether a code was mailed and is asked for instead of the password.
    pub by_code: bool,
    /// Social providers that can confirm the user as well.
    pub providers: Vec<SocialButton>,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for ConfirmPage {
    const TEMPLATE: &'static str = "pages/confirm.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_signed_in("Confirm that it is you", "confirm"),
            email: "ada@example.com".to_owned(),
            return_to: urls::EMAIL.to_owned(),
            by_code: false,
            providers: vec![SocialProvider::Google.into()],
            errors: FieldErrors::default(),
        };
        let wrong = Self {
            errors: FieldErrors::one("password", "This is not your password."),
            providers: vec![],
            ..empty.clone()
        };
        let code = Self {
            by_code: true,
            errors: FieldErrors::one("otp", "This code is wrong."),
            ..empty.clone()
        };
        vec![empty, wrong, code]
    }
}

/// The query `?return_to=/…&by=code`.
#[derive(Debug, Default, Deserialize)]
pub struct ConfirmQuery {
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    by: String,
}

/// The fields of both forms.
#[derive(Deserialize)]
pub struct ConfirmForm {
    #[serde(default)]
    return_to: String,
    password: Option<String>,
    otp: Option<String>,
}

/// `GET /auth/confirm`
pub async fn show(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    query: Query<ConfirmQuery>,
) -> Result<HttpResponse, AppError> {
    let by_code = query.by == "code";
    let page = ConfirmPage::empty(&req, &state, &caller, &query.return_to).await?;
    respond::page(&state, &ConfirmPage { by_code, ..page })
}

/// `POST /auth/confirm/code`: mails a code.
pub async fn send(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    form: web::Form<ConfirmForm>,
) -> Result<HttpResponse, AppError> {
    let page = ConfirmPage::empty(&req, &state, &caller, &form.return_to).await?;
    match state.identity.send_sign_in_code(&address(&caller)?, client(&req)).await {
        Ok(()) => Ok(respond::redirect(&urls::confirm_by_code_then(&page.return_to))),
        Err(refused) => respond::refused(&state, &refused, |errors| ConfirmPage {
            errors,
            by_code: true,
            ..page
        }),
    }
}

/// `POST /auth/confirm`: checks the password or the code, then returns to the action.
pub async fn create(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<ConfirmForm>,
) -> Result<HttpResponse, AppError> {
    let form = form.into_inner();
    let page = ConfirmPage::empty(&req, &state, &caller, &form.return_to).await?;
    let page = ConfirmPage { by_code: form.otp.is_some(), ..page };
    let proof = match form.parse() {
        Ok(proof) => proof,
        Err(problem) => return page.refuse(&state, &problem),
    };
    match proof.show(&state, &address(&caller)?, client(&req)).await {
        Ok(granted) => go_on(&req, &state, (&caller, &session), &granted, page).await,
        Err(refused) => {
            if account_events::is_wrong(&refused.code) {
                let method = if page.by_code { SignInMethod::Code } else { SignInMethod::Password };
                let (event, client) = (SecurityEvent::StepUpFailed, client(&req));
                account_events::record(&state, caller.user, event, method.as_str(), &client)
                    .await?;
            }
            page.answer(&state, &refused)
        }
    }
}

/// The user's proof of identity.
enum StepUpForm {
    Password(Password),
    Code(OtpCode),
}

impl ConfirmForm {
    fn parse(self) -> Result<StepUpForm, String> {
        match self.otp {
            None => Ok(StepUpForm::Password(Password::typed(self.password.unwrap_or_default()))),
            Some(otp) => otp
                .parse()
                .map(StepUpForm::Code)
                .map_err(|problem: InvalidOtpCode| problem.to_string()),
        }
    }
}

impl StepUpForm {
    async fn show(
        self,
        state: &AppState,
        email: &EmailAddress,
        client: ClientInfo,
    ) -> Result<Grant, ProviderError> {
        match self {
            Self::Password(password) => state.identity.sign_in(email, &password, client).await,
            Self::Code(code) => state.identity.sign_in_by_code(email, &code, client).await,
        }
    }
}

/// Replaces both sessions with new ones; the provider's previous one ends.
async fn go_on(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    (caller, session): (&Caller, &Session),
    granted: &Grant,
    page: ConfirmPage,
) -> Result<HttpResponse, AppError> {
    let client = client(req);
    let grant = (granted, Replaced::This);
    if renewal::renew(state, session, caller, grant, &client).await?.is_none() {
        return page.refuse(state, "This proves somebody else.");
    }
    let _cleared = state.identity.sign_out(cookies(req), client).await;
    Ok(respond::redirect_with_cookies(&page.return_to, &granted.set_cookies))
}

fn address(caller: &Caller) -> Result<EmailAddress, AppError> {
    let unreadable = || AppError::Internal(anyhow::anyhow!("an account's address is none"));
    caller.email.parse().map_err(|_| unreadable())
}

impl ConfirmPage {
    async fn empty(
        req: &HttpRequest,
        state: &AppState,
        caller: &Caller,
        return_to: &str,
    ) -> Result<Self, AppError> {
        Ok(Self {
            layout: layout::account(req, state, ("Confirm that it is you", "confirm"), caller)
                .await?,
            email: caller.email.clone(),
            return_to: return_to::local(return_to).unwrap_or(urls::ACCOUNT).to_owned(),
            by_code: false,
            providers: social::buttons(state),
            errors: FieldErrors::default(),
        })
    }

    fn refuse(self, state: &web::Data<AppState>, problem: &str) -> Result<HttpResponse, AppError> {
        let field = if self.by_code { "otp" } else { "password" };
        let errors = FieldErrors::one(field, problem);
        respond::page_with_status(state, StatusCode::UNPROCESSABLE_ENTITY, &Self { errors, ..self })
    }

    fn answer(
        self,
        state: &web::Data<AppState>,
        refused: &ProviderError,
    ) -> Result<HttpResponse, AppError> {
        if refused.code == ProviderErrorCode::InvalidEmailOrPassword {
            return self.refuse(state, "This is not your password.");
        }
        respond::refused(state, refused, |errors| Self { errors, ..self })
    }
}
