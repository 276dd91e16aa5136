//! Sign-in and sign-up, at `/auth/login`.

use actix_session::{Session, SessionExt as _};
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use super::social::{self, SocialButton};
use crate::{
    config::SocialProvider,
    identity::{client::sign_in::ProviderError, types::Password, wire::ProviderErrorCode},
    tenancy::invitations,
    types::EmailAddress,
    web::{
        access::{Anyone, MaybeSignedIn, return_to},
        error::{AppError, provider},
        messages,
        request::{client_info::client, preview_limit, query::Query},
        session_cookie,
        sign_in::{self, account_events},
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, Flash, FlashKind, HOSTILE, LONG_NAME, Layout, Page},
    },
};

/// The page for signing in or creating an account.
#[derive(Clone, Debug, Serialize)]
pub struct LoginPage {
    /// The shared layout.
    pub layout: Layout,
    /// The form that is shown.
    pub mode: LoginMode,
    /// The name as typed, for signing up.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The page to go to afterwards; may be empty.
    pub return_to: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// Whether the password was refused, so that the page offers another way.
    pub wrong_password: bool,
    /// The invitation that the visitor is following.
    pub invitation: Option<FollowedInvitation>,
    /// Other ways to sign in, in the order shown.
    pub providers: Vec<SocialButton>,
    /// Whether an emailed link can sign in as well.
    pub magic_link: bool,
}

/// The two forms of the login page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginMode {
    /// Email address and password of an existing account.
    #[default]
    SignIn,
    /// A new account.
    SignUp,
}

/// The invitation that brought the visitor here.
#[derive(Clone, Debug, Serialize)]
pub struct FollowedInvitation {
    /// The name of the inviting organization.
    pub tenant_name: String,
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "pages/login.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Sign in", "login"),
            mode: LoginMode::SignIn,
            name: String::new(),
            email: String::new(),
            return_to: String::new(),
            errors: FieldErrors::default(),
            wrong_password: false,
            invitation: None,
            providers: vec![],
            magic_link: false,
        };
        let refused = Self {
            email: "ada@example.com".to_owned(),
            return_to: urls::todos("acme"),
            errors: wrong_credentials(),
            wrong_password: true,
            providers: vec![SocialProvider::Google.into(), SocialProvider::GitHub.into()],
            magic_link: true,
            ..empty.clone()
        };
        let sign_up = Self { mode: LoginMode::SignUp, ..empty.clone() };
        let invited = Self {
            name: HOSTILE.to_owned(),
            email: HOSTILE.to_owned(),
            errors: FieldErrors::one("email", "Enter an e-mail address, such as ada@example.com.")
                .and("password", "Use at least 8 characters."),
            invitation: Some(FollowedInvitation { tenant_name: LONG_NAME.to_owned() }),
            return_to: urls::invitation("4f1d"),
            ..sign_up.clone()
        };
        vec![empty, refused, sign_up, invited]
    }
}

/// The query `?mode=sign-up&return_to=/…`.
#[derive(Debug, Default, Deserialize)]
pub struct LoginQuery {
    #[serde(default)]
    mode: String,
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    email: String,
    /// The reason why a social sign-in failed.
    #[serde(default)]
    error: String,
}

/// The sign-in form's fields.
#[derive(Deserialize)]
pub struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/login`
pub async fn show(
    visitor: MaybeSignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
    query: Query<LoginQuery>,
) -> Result<HttpResponse, AppError> {
    let query = query.into_inner();
    let refused = messages::social(&query.error);
    if visitor.0.is_some() {
        if let Some(text) = refused {
            let notice = Flash { kind: FlashKind::Error, text: text.to_owned() };
            session_cookie::notify(&req.get_session(), notice);
        }
        return Ok(respond::redirect(
            return_to::local(&query.return_to).unwrap_or(urls::DASHBOARD),
        ));
    }
    let mode = if query.mode == "sign-up" { LoginMode::SignUp } else { LoginMode::SignIn };
    let page = LoginPage {
        email: query.email,
        errors: refused.map(FieldErrors::whole).unwrap_or_default(),
        ..LoginPage::empty(&req, &state, mode, &query.return_to).await?
    };
    respond::page(&state, &page)
}

/// `POST /auth/login`
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<SignInForm>,
) -> Result<HttpResponse, AppError> {
    let form = form.into_inner();
    let page = LoginPage {
        email: form.email.clone(),
        ..LoginPage::empty(&req, &state, LoginMode::SignIn, &form.return_to).await?
    };
    let Ok(email) = form.email.parse::<EmailAddress>() else {
        return page.refuse(&state, StatusCode::UNPROCESSABLE_ENTITY, wrong_credentials());
    };
    let password = Password::typed(form.password);
    match state.identity.sign_in(&email, &password, client(&req)).await {
        Ok(granted) => {
            let to = sign_in::with_grant(&state, &session, &granted, &req, &form.return_to).await?;
            Ok(respond::redirect_with_cookies(&to, &granted.set_cookies))
        }
        Err(refused) => {
            account_events::refused(&state, email.as_str(), &client(&req), &refused.code);
            page.answer(&state, &email, &refused)
        }
    }
}

fn wrong_credentials() -> FieldErrors {
    provider::told(&ProviderErrorCode::InvalidEmailOrPassword)
}

impl LoginPage {
    pub(in crate::web::pages) async fn empty(
        req: &HttpRequest,
        state: &AppState,
        mode: LoginMode,
        return_to: &str,
    ) -> Result<Self, AppError> {
        let title = if mode == LoginMode::SignUp { "Create an account" } else { "Sign in" };
        let return_to = return_to::local(return_to).unwrap_or_default();
        Ok(Self {
            layout: layout::public(req, state, title, "login"),
            mode,
            name: String::new(),
            email: String::new(),
            return_to: return_to.to_owned(),
            errors: FieldErrors::default(),
            wrong_password: false,
            invitation: followed(req, state, return_to).await?,
            providers: social::buttons(state),
            magic_link: state.config.identity.mails_magic_links(),
        })
    }

    /// Answers a refusal by the provider.
    pub(in crate::web::pages) fn answer(
        self,
        state: &web::Data<AppState>,
        email: &EmailAddress,
        refused: &ProviderError,
    ) -> Result<HttpResponse, AppError> {
        match refused.code {
            ProviderErrorCode::EmailNotVerified => {
                Ok(respond::redirect(&urls::verify_email_then(email, &self.return_to)))
            }
            ProviderErrorCode::InvalidEmailOrPassword => {
                let page = Self { wrong_password: true, ..self };
                page.refuse(state, StatusCode::UNPROCESSABLE_ENTITY, wrong_credentials())
            }
            _ => respond::refused(state, refused, |errors| Self { errors, ..self }),
        }
    }

    pub(in crate::web::pages) fn refuse(
        self,
        state: &web::Data<AppState>,
        status: StatusCode,
        errors: FieldErrors,
    ) -> Result<HttpResponse, AppError> {
        respond::page_with_status(state, status, &Self { errors, ..self })
    }
}

/// Returns the invitation that the visitor is following; not once the preview limit is reached.
async fn followed(
    req: &HttpRequest,
    state: &AppState,
    return_to: &str,
) -> Result<Option<FollowedInvitation>, AppError> {
    let Some(token) = return_to.strip_prefix(urls::INVITATIONS) else { return Ok(None) };
    match preview_limit::preview(req, state).await {
        Err(AppError::TooMany(_)) => return Ok(None),
        counted => counted?,
    }
    let offer = state
        .db
        .as_system("name the invitation on the sign-in page", async |db| {
            invitations::offer(db, token).await
        })
        .await?;
    Ok(offer.map(|offer| FollowedInvitation { tenant_name: offer.tenant_name }))
}
