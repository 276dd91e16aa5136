//! Adding and removing sign-in methods, but never the last one.

use actix_web::web;

use super::security::{
    AccountSecurityPage,
    methods_card::{label, linked},
};
use crate::{
    audit::security::SecurityEvent,
    identity::mails::notices,
    web::{
        access::{Authenticated, provider_cookies, recent_sign_in},
        error::AppError,
        pages::auth::social,
        sign_in::account_events,
        ui::{Answer, Ui},
        urls,
    },
};

/// `POST /account/methods/{id}/delete`; the provider refuses to remove the last one.
pub async fn delete(Authenticated(caller): Authenticated, ui: Ui, id: web::Path<String>) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::SECURITY)?;
    let (linked, jar) = linked(&ui, &caller).await?;
    let account = linked.iter().find(|it| it.id == *id).ok_or(AppError::NotFound)?;
    match ui.state.identity.unlink(account, jar, ui.client()).await {
        Ok(()) => {
            let label = label(&account.provider);
            let notice = notices::AccountNotice::MethodUnlinked(label.clone());
            let event = SecurityEvent::MethodUnlinked;
            let client = ui.client();
            account_events::after_provider(&ui.state, &caller, event, &label, &notice, &client)
                .await?;
            ui.notify(crate::text!("notice-method-removed", method = label.as_str()));
            ui.go(urls::SECURITY)
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, urls::SECURITY)?;
            let page = AccountSecurityPage::read(ui.known(&caller), &ui).await?;
            ui.refused(&refused, |errors| AccountSecurityPage { errors, ..page })
        }
    }
}

/// `POST /account/methods/{provider}`: redirects to the service that is being added.
pub async fn add(
    Authenticated(caller): Authenticated,
    ui: Ui,
    provider: web::Path<String>,
) -> Answer {
    recent_sign_in::require(&caller, ui.now(), urls::SECURITY)?;
    let provider = social::offered(&ui, &provider).ok_or(AppError::NotFound)?;
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, urls::SECURITY).await?;
    let back = ui.state.config.server.public_url.join(urls::SECURITY);
    let started = ui.state.identity.link_social(provider.id(), &back, jar, ui.client()).await;
    social::lead(&ui, provider, started)
}
