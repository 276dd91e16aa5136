//! The sign-in methods, at `/account/methods`: list, add, remove, but never the last one.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    audit::security::SecurityEvent,
    config::SocialProvider,
    identity::{
        client::{
            account::{CookieJar, LinkedAccount},
            sign_in::ProviderError,
        },
        mails::notices,
    },
    sessions::Caller,
    web::{
        access::{Authenticated, nothing, provider_cookies, recent_sign_in},
        error::AppError,
        messages,
        pages::auth::social::{self, SocialButton},
        request::query::Query,
        sign_in::account_events,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
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
    ui: Ui,
    query: Query<MethodsQuery>,
) -> Answer {
    let (page, ..) = AccountMethodsPage::read(&ui, &caller).await?;
    let errors = messages::social(&query.error).map(FieldErrors::whole).unwrap_or_default();
    ui.page(&AccountMethodsPage { errors, ..page })
}

/// `POST /account/methods/{id}/delete`; the provider refuses to remove the last one.
pub async fn delete(Authenticated(caller): Authenticated, ui: Ui, id: web::Path<String>) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::METHODS)?;
    let (page, linked, jar) = AccountMethodsPage::read(&ui, &caller).await?;
    let account = linked.iter().find(|it| it.id == *id).ok_or(AppError::NotFound)?;
    match ui.state.identity.unlink(account, jar, ui.client()).await {
        Ok(()) => {
            let label = label(&account.provider);
            let notice = notices::AccountNotice::MethodUnlinked(label.clone());
            let event = SecurityEvent::MethodUnlinked;
            let client = ui.client();
            account_events::after_provider(&ui.state, &caller, event, &label, &notice, &client)
                .await?;
            ui.notify(format!("{label} no longer signs you in."));
            ui.go(urls::METHODS)
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, urls::METHODS)?;
            ui.refused(&refused, |errors| AccountMethodsPage { errors, ..page })
        }
    }
}

/// `POST /account/methods/{provider}`: redirects to the service that is being added.
pub async fn add(
    Authenticated(caller): Authenticated,
    ui: Ui,
    provider: web::Path<String>,
) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::METHODS)?;
    let provider = social::offered(&ui, &provider).ok_or(AppError::NotFound)?;
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, urls::METHODS).await?;
    let back = ui.state.config.server.public_url.join(urls::METHODS);
    let started = ui.state.identity.link_social(provider.id(), &back, jar, ui.client()).await;
    social::lead(&ui, provider, started)
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
        ui: &Ui,
        caller: &Caller,
    ) -> Result<(Self, Vec<LinkedAccount>, CookieJar), AppError> {
        let jar = provider_cookies::jar(&ui.req, &ui.state, caller, urls::METHODS).await?;
        let linked =
            ui.state.identity.accounts(jar.clone(), ui.client()).await.map_err(|refused| {
                provider_cookies::or_step_up(&refused, urls::METHODS)
                    .err()
                    .unwrap_or_else(|| out_of_reach(&refused))
            })?;
        let is_linked = |id: &str| linked.iter().any(|account| account.provider == id);
        let page = ("Ways to sign in", "account-methods");
        let page = Self {
            layout: ui.own(page, ui.known(caller), nothing).await?.1,
            email: caller.email.to_string(),
            methods: linked.iter().map(Method::new).collect(),
            addable: social::buttons(ui).into_iter().filter(|it| !is_linked(&it.id)).collect(),
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

#[cfg(test)]
mod samples {
    use super::{AccountMethodsPage, FieldErrors, Method, SocialProvider};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for AccountMethodsPage {
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
}
