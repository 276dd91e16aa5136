//! Change of password, at `/account/password`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    audit::security::SecurityEvent,
    identity::{
        client::sign_in::ProviderError, mails::notices, types::Password, wire::ProviderErrorCode,
    },
    web::{
        access::{Authenticated, OwnVisit, Reading, SignedIn, nothing, provider_cookies},
        error::AppError,
        sign_in::{
            account_events,
            renewal::{self, Replaced},
        },
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
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
}

/// The form's fields.
#[derive(Deserialize)]
pub struct PasswordForm {
    current_password: String,
    password: String,
}

/// `GET /account/password`
pub async fn show(visitor: Reading<SignedIn>, ui: Ui) -> Answer {
    ui.page(&AccountPasswordPage::empty(&ui, visitor).await?)
}

/// `POST /account/password`: the current password is the proof; every other session ends,
/// and this one continues under new tokens.
pub async fn change(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<PasswordForm>,
) -> Answer {
    let form = form.into_inner();
    let new = match Password::chosen(form.password) {
        Ok(new) => new,
        Err(problem) => {
            let errors = FieldErrors::one("password", problem.to_string());
            let page = AccountPasswordPage::empty(&ui, ui.known(&caller)).await?;
            let page = AccountPasswordPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, urls::PASSWORD).await?;
    let current = Password::typed(form.current_password);
    match ui.state.identity.change_password(&current, &new, jar, ui.client()).await {
        Ok(granted) => {
            let client = ui.client();
            let (state, session) = (&ui.state, &ui.session);
            renewal::renew(state, session, &caller, &granted, Replaced::All, &client).await?;
            let notice = notices::AccountNotice::PasswordChanged;
            let event = SecurityEvent::PasswordChanged;
            account_events::after_provider(&ui.state, &caller, event, "", &notice, &client).await?;
            let text = "Your password is changed. You are signed out everywhere else.";
            ui.notify(text);
            ui.go_with_cookies(urls::ACCOUNT, &granted.set_cookies)
        }
        Err(refused) => {
            AccountPasswordPage::empty(&ui, ui.known(&caller)).await?.answer(&ui, &refused)
        }
    }
}

impl AccountPasswordPage {
    async fn empty(ui: &Ui, visit: impl OwnVisit) -> Result<Self, AppError> {
        let page = ("Change your password", "account-password");
        let (caller, layout, ()) = ui.own(page, visit, nothing).await?;
        Ok(Self {
            layout,
            email: caller.email.to_string(),
            errors: FieldErrors::default(),
            has_none: false,
        })
    }

    fn answer(self, ui: &Ui, refused: &ProviderError) -> Answer {
        provider_cookies::or_step_up(refused, urls::PASSWORD)?;
        let has_none = refused.code == ProviderErrorCode::CredentialAccountNotFound;
        ui.refused(refused, |errors| Self { errors, has_none, ..self })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountPasswordPage, FieldErrors};
    use crate::web::views::{Layout, Samples};

    impl Samples for AccountPasswordPage {
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
}
