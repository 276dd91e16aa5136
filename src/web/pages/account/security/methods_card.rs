//! The card with the sign-in methods, which the provider knows.

use serde::Serialize;

use crate::{
    config::SocialProvider,
    identity::client::{
        account::{CookieJar, LinkedAccount},
        sign_in::ProviderError,
    },
    sessions::Caller,
    web::{
        access::provider_cookies,
        error::AppError,
        pages::auth::social::{self, SocialButton},
        ui::Ui,
        urls,
    },
};

/// The card with the sign-in methods.
#[derive(Clone, Debug, Serialize)]
pub struct MethodsCard {
    /// Whether the methods are known, and if not, why.
    pub state: MethodsState,
    /// The account's methods.
    pub methods: Vec<Method>,
    /// The services that may be added.
    pub addable: Vec<SocialButton>,
}

/// Whether the provider says which methods an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum MethodsState {
    /// It does.
    Known,
    /// It asks for a proof of identity first.
    Unproven,
    /// It can't be reached.
    Unavailable,
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

/// Returns the name that people know a method by.
pub fn label(provider: &str) -> String {
    match (provider, provider.parse::<SocialProvider>()) {
        ("credential", _) => crate::text!("password").into(),
        (_, Ok(known)) => known.label().to_owned(),
        (other, Err(_)) => other.to_owned(),
    }
}

impl MethodsCard {
    /// Asks the provider. Without its answer the rest of the page is shown all the same: people
    /// end sessions there.
    pub(super) async fn read(ui: &Ui, caller: &Caller) -> Result<Self, AppError> {
        let (state, linked) = match linked(ui, caller).await {
            Ok((linked, _)) => (MethodsState::Known, linked),
            Err(AppError::ReauthenticationRequired(_)) => (MethodsState::Unproven, Vec::new()),
            Err(AppError::Unavailable(cause)) => {
                tracing::warn!(error.cause = ?cause, "Sign-in methods are not shown");
                (MethodsState::Unavailable, Vec::new())
            }
            Err(other) => return Err(other),
        };
        let is_addable = |button: &SocialButton| {
            state == MethodsState::Known && linked.iter().all(|it| it.provider != button.id)
        };
        Ok(Self {
            state,
            methods: linked.iter().map(Method::new).collect(),
            addable: social::buttons(ui).into_iter().filter(is_addable).collect(),
        })
    }

    /// Whether the account has no password, as far as the provider says.
    pub(super) fn has_no_password(&self) -> bool {
        self.state == MethodsState::Known && !self.methods.iter().any(|it| it.is_password)
    }
}

/// Returns the caller's accounts at the provider, and the cookies that identify the caller there.
pub(in crate::web::pages::account) async fn linked(
    ui: &Ui,
    caller: &Caller,
) -> Result<(Vec<LinkedAccount>, CookieJar), AppError> {
    let jar = provider_cookies::jar(&ui.req, &ui.state, caller, urls::SECURITY).await?;
    let linked = ui.state.identity.accounts(jar.clone(), ui.client()).await.map_err(|refused| {
        provider_cookies::or_step_up(&refused, urls::SECURITY)
            .err()
            .unwrap_or_else(|| out_of_reach(&refused))
    })?;
    Ok((linked, jar))
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
    use super::{Method, MethodsCard, MethodsState, SocialProvider};
    use crate::web::views::HOSTILE;

    impl MethodsCard {
        pub fn samples() -> [Self; 3] {
            let method = |label: &str, is_password| Method {
                id: "01957".to_owned(),
                label: label.to_owned(),
                is_password,
            };
            let one = Self {
                state: MethodsState::Known,
                methods: vec![method(&crate::text!("password").to_string(), true)],
                addable: vec![SocialProvider::Google.into()],
            };
            let several = Self {
                methods: vec![method("GitHub", false), method(HOSTILE, false)],
                addable: vec![],
                ..one.clone()
            };
            let unproven = Self { state: MethodsState::Unproven, methods: vec![], addable: vec![] };
            [one, several, unproven]
        }
    }
}
