//! The sign-in methods, at `/account/methods`: list, add, remove, but never the last one.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::{
    audit::security::SecurityEvent,
    config::SocialProvider,
    identity::{
        client::{
            account::{Jar, LinkedAccount},
            sign_in::ProviderError,
        },
        notices,
    },
    sessions::Caller,
    web::{
        access::{Authenticated, provider_cookies, recent_sign_in},
        error::AppError,
        messages,
        pages::auth::social::{self, SocialButton},
        request::{client_info::client, query::Query},
        sign_in::account_events,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};

/// The page with the sign-in methods.
#[derive(Clone, Debug, Serialize)]
pub struct AccountMethodsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address that codes are mailed to; codes always work.
    pub email: String,
    /// The account's methods.
    pub methods: Vec<Method>,
    /// The services that may be added.
    pub addable: Vec<SocialButton>,
    /// The errors of the last action.
    pub errors: FieldErrors,
}

/// A password, or an account at another service.
#[derive(Clone, Debug, Serialize)]
pub struct Method {
    /// The part of the URL after `/account/methods/`.
    pub id: String,
    /// The name that people know it by.
    pub label: String,
    /// Whether it's the password.
    pub is_password: bool,
}

impl Page for AccountMethodsPage {
    const TEMPLATE: &'static str = "pages/account_methods.html";

    fn samples() -> Vec<Self> {
        let method = |label: &str, is_password| Method {
            id: "01957".to_owned(),
            label: label.to_owned(),
            is_password,
        };
        let one = Self {
            layout: Layout::sample_signed_in("Ways to sign in", "account-methods"),
            email: "ada@example.com".to_owned(),
            methods: vec![method("Password", true)],
            addable: vec![SocialProvider::Google.into()],
            errors: FieldErrors::default(),
        };
        let several = Self {
            methods: vec![method("Password", true), method(HOSTILE, false)],
            addable: vec![],
            errors: FieldErrors::whole("That account belongs to somebody else here already."),
            ..one.clone()
        };
        let none = Self { methods: vec![], addable: vec![], ..one.clone() };
        vec![one, several, none]
    }
}

/// The query: why a service couldn't be added.
#[derive(Debug, Default, Deserialize)]
pub struct MethodsQuery {
    #[serde(default)]
    error: String,
}

/// `GET /account/methods`
pub async fn show(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    query: Query<MethodsQuery>,
) -> Result<HttpResponse, AppError> {
    let (page, ..) = AccountMethodsPage::read(&req, &state, &caller).await?;
    let errors = messages::social(&query.error).map(FieldErrors::whole).unwrap_or_default();
    respond::page(&state, &AccountMethodsPage { errors, ..page })
}

/// `POST /account/methods/{id}/delete`; the provider refuses to remove the last one.
pub async fn delete(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    id: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    recent_sign_in::require(&caller, state.clock.now(), urls::METHODS)?;
    let (page, linked, jar) = AccountMethodsPage::read(&req, &state, &caller).await?;
    let account = linked.iter().find(|it| it.id == *id).ok_or(AppError::NotFound)?;
    match state.identity.unlink(account, jar, client(&req)).await {
        Ok(()) => {
            let label = label(&account.provider);
            let (told, client) =
                (notices::AccountNotice::MethodUnlinked(label.clone()), client(&req));
            let event = SecurityEvent::MethodUnlinked;
            account_events::after_provider(&state, &caller, event, &label, &told, &client).await?;
            Ok(respond::redirect_with_notice(
                &session,
                urls::METHODS,
                format!("{label} no longer signs you in."),
            ))
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, urls::METHODS)?;
            respond::refused(&state, &refused, |errors| AccountMethodsPage { errors, ..page })
        }
    }
}

/// `POST /account/methods/{provider}`: redirects to the service that is being added.
pub async fn add(
    Authenticated(caller): Authenticated,
    req: HttpRequest,
    state: web::Data<AppState>,
    provider: web::Path<String>,
) -> Result<HttpResponse, AppError> {
    recent_sign_in::require(&caller, state.clock.now(), urls::METHODS)?;
    let provider = social::offered(&state, &provider).ok_or(AppError::NotFound)?;
    let jar = provider_cookies::jar(&req, &state, &caller, urls::METHODS).await?;
    let back = state.config.server.public_url.join(urls::METHODS);
    let started = state.identity.link_social(provider.id(), &back, jar, client(&req)).await;
    social::lead(&req, &state, provider, started)
}

/// Returns the name that people know a method by.
pub fn label(provider: &str) -> String {
    match (provider, provider.parse::<SocialProvider>()) {
        ("credential", _) => "Password".to_owned(),
        (_, Ok(known)) => known.label().to_owned(),
        (other, Err(_)) => other.to_owned(),
    }
}

impl AccountMethodsPage {
    /// Returns the page, its accounts, and the cookies that identify the caller to the provider.
    async fn read(
        req: &HttpRequest,
        state: &AppState,
        caller: &Caller,
    ) -> Result<(Self, Vec<LinkedAccount>, Jar), AppError> {
        let jar = provider_cookies::jar(req, state, caller, urls::METHODS).await?;
        let linked =
            state.identity.accounts(jar.clone(), client(req)).await.map_err(|refused| {
                provider_cookies::or_step_up(&refused, urls::METHODS)
                    .err()
                    .unwrap_or_else(|| out_of_reach(&refused))
            })?;
        let is_linked = |id: &str| linked.iter().any(|account| account.provider == id);
        let page = ("Ways to sign in", "account-methods");
        let page = Self {
            layout: layout::account(req, state, page, caller).await?,
            email: caller.email.clone(),
            methods: linked.iter().map(Method::new).collect(),
            addable: social::buttons(state).into_iter().filter(|it| !is_linked(&it.id)).collect(),
            errors: FieldErrors::default(),
        };
        Ok((page, linked, jar))
    }
}

fn out_of_reach(refused: &ProviderError) -> AppError {
    AppError::Unavailable(anyhow::anyhow!("the provider answered {}", refused.status))
}

impl Method {
    fn new(account: &LinkedAccount) -> Self {
        Self {
            id: account.id.clone(),
            label: label(&account.provider),
            is_password: account.provider == "credential",
        }
    }
}
