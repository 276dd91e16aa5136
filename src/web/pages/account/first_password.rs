//! The first password of an account that has none, at `/account/password/new`: after the
//! mailbox was proven in another browser than the sign-up's, or for users who signed in
//! through another service.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    identity::types::Password,
    web::{
        access::{
            Authenticated, OwnVisit, Reading, SignedIn, nothing, provider_cookies, recent_sign_in,
            return_to,
        },
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that sets the first password.
#[derive(Clone, Debug, Serialize)]
pub struct AccountFirstPasswordPage {
    /// The shared layout.
    pub layout: Layout,
    /// The account's address, for password managers.
    pub email: String,
    /// Whether the sign-up's password was dropped.
    pub is_dropped: bool,
    /// The page to go to afterwards, or instead.
    pub return_to: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for AccountFirstPasswordPage {
    const TEMPLATE: &'static str = "pages/account_first_password.html";
}

/// The query `?dropped=1&return_to=/…`.
#[derive(Debug, Default, Deserialize)]
pub struct FirstPasswordQuery {
    #[serde(default)]
    dropped: String,
    #[serde(default)]
    return_to: String,
}

/// The form's fields.
#[derive(Deserialize)]
pub struct FirstPasswordForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /account/password/new`; a 404 with a hosted provider, which sets passwords by mail only.
pub async fn show(visitor: Reading<SignedIn>, ui: Ui, query: Query<FirstPasswordQuery>) -> Answer {
    let page = AccountFirstPasswordPage::empty(&ui, visitor, &query.return_to).await?;
    let is_dropped = query.dropped == "1";
    ui.page(&AccountFirstPasswordPage { is_dropped, ..page })
}

/// `POST /account/password/new`
pub async fn create(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<FirstPasswordForm>,
) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::FIRST_PASSWORD)?;
    let form = form.into_inner();
    let page = AccountFirstPasswordPage::empty(&ui, ui.known(&caller), &form.return_to).await?;
    let password = match Password::chosen(form.password) {
        Ok(password) => password,
        Err(problem) => {
            let errors = FieldErrors::one("password", problem.to_string());
            let page = AccountFirstPasswordPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, urls::FIRST_PASSWORD).await?;
    match ui.state.identity.set_password(&password, jar, ui.client()).await {
        Ok(()) => {
            ui.notify(crate::text!("notice-password-saved"));
            ui.go(&page.return_to)
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, urls::FIRST_PASSWORD)?;
            ui.refused(&refused, |errors| AccountFirstPasswordPage { errors, ..page })
        }
    }
}

impl AccountFirstPasswordPage {
    async fn empty(ui: &Ui, visit: impl OwnVisit, return_to: &str) -> Result<Self, AppError> {
        if !ui.state.identity.keeps_history() {
            return Err(AppError::NotFound);
        }
        let page = (crate::text!("account-choose-password"), "account-first-password");
        let (caller, layout, ()) = ui.own(page, visit, nothing).await?;
        Ok(Self {
            layout,
            email: caller.email.to_string(),
            is_dropped: false,
            return_to: return_to::local(return_to).unwrap_or(urls::ACCOUNT).to_owned(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountFirstPasswordPage, FieldErrors, urls};
    use crate::web::views::{Layout, Samples};

    impl Samples for AccountFirstPasswordPage {
        fn samples() -> Vec<Self> {
            let dropped = Self {
                layout: Layout::sample_signed_in(
                    crate::text!("account-choose-password"),
                    "account-first-password",
                ),
                email: "ada@example.com".to_owned(),
                is_dropped: true,
                return_to: urls::DASHBOARD.to_owned(),
                errors: FieldErrors::default(),
            };
            let wrong = Self {
                is_dropped: false,
                errors: FieldErrors::one("password", crate::text!("provider-password-too-short")),
                ..dropped.clone()
            };
            vec![dropped, wrong]
        }
    }
}
