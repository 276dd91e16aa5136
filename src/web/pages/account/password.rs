//! Change of password.

use actix_web::web;
use serde::Deserialize;

use super::security::AccountSecurityPage;
use crate::{
    audit::security::SecurityEvent,
    identity::{mails::notices, types::Password, wire::ProviderErrorCode},
    web::{
        access::{Authenticated, provider_cookies},
        sign_in::{
            account_events,
            renewal::{self, Replaced},
        },
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The form's fields.
#[derive(Deserialize)]
pub struct PasswordForm {
    current_password: String,
    password: String,
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
            let page = AccountSecurityPage::read(ui.known(&caller), &ui).await?;
            return ui.invalid(&AccountSecurityPage { errors, ..page });
        }
    };
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, urls::SECURITY).await?;
    let current = Password::typed(form.current_password);
    match ui.state.identity.change_password(&current, &new, jar, ui.client()).await {
        Ok(granted) => {
            let client = ui.client();
            let (state, session) = (&ui.state, &ui.session);
            renewal::renew(state, session, &caller, &granted, Replaced::All, &client).await?;
            let notice = notices::AccountNotice::PasswordChanged;
            let event = SecurityEvent::PasswordChanged;
            account_events::after_provider(&ui.state, &caller, event, "", &notice, &client).await?;
            let text = crate::text!("notice-password-changed");
            ui.notify(text);
            ui.go_with_cookies(urls::SECURITY, &granted.set_cookies)
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, urls::SECURITY)?;
            let page = AccountSecurityPage::read(ui.known(&caller), &ui).await?;
            let has_none = refused.code == ProviderErrorCode::CredentialAccountNotFound;
            ui.refused(&refused, |errors| AccountSecurityPage { has_none, errors, ..page })
        }
    }
}
