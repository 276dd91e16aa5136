//! The events that our pages add to a user's history and mail: sign-ins, and changes that
//! a hosted provider made for us.

use actix_web::web;

use crate::{
    audit::security::{self, SecurityEvent},
    db::{Scope, SystemConn},
    identity::{
        mails::{
            MailKind, WriteMail as _,
            notices::{AccountNotice, EventContext},
        },
        wire::ProviderErrorCode,
    },
    ids::UserId,
    mail::outbox,
    sessions::Caller,
    types::{ClientInfo, EmailAddress},
    web::{error::AppError, state::AppState},
};

/// Mails a notice about the account; after a change of address, to the previous one.
pub async fn mail(
    db: &impl Scope,
    state: &AppState,
    to: &str,
    notice: &AccountNotice,
    client: &ClientInfo,
) -> Result<(), AppError> {
    let now = state.clock.now();
    let kind = MailKind::Notice(notice.clone(), EventContext::of(client, now));
    outbox::enqueue(db, &state.limits, state.mails.write(to, &kind)?, now).await?;
    Ok(())
}

/// Records an action of a signed-in user.
pub async fn record(
    state: &AppState,
    user: UserId,
    event: SecurityEvent,
    detail: &str,
    client: &ClientInfo,
) -> Result<(), AppError> {
    let now = state.clock.now();
    let record = async |db: &SystemConn| {
        security::record(db, user, event, detail, client, now);
        Ok(())
    };
    state.db.as_system("record what someone did", record).await
}

/// Records and mails a change that the provider just made; does nothing if the provider
/// keeps the history itself.
pub async fn after_provider(
    state: &AppState,
    caller: &Caller,
    event: SecurityEvent,
    detail: &str,
    notice: &AccountNotice,
    client: &ClientInfo,
) -> Result<(), AppError> {
    if state.identity.keeps_history() {
        return Ok(());
    }
    let now = state.clock.now();
    state
        .db
        .as_system("record what the provider did", async |db| {
            security::record(db, caller.user, event, detail, client, now);
            mail(db, state, caller.email.as_str(), notice, client).await
        })
        .await
}

/// Records a sign-in that the provider refused, in the background: the time it takes
/// would reveal whether the account exists.
pub fn refused(
    state: &web::Data<AppState>,
    email: &str,
    client: &ClientInfo,
    code: &ProviderErrorCode,
) {
    if !is_wrong(code) {
        return;
    }
    let (state, client) = (state.clone(), client.clone());
    let Ok(email) = email.parse::<EmailAddress>() else { return };
    let db = state.db.clone();
    db.in_background("A refused sign-in couldn’t be recorded", async move {
        let issuer = state.identity.issuer();
        let now = state.clock.now();
        security::record_refusal(&state.db, &issuer, email.as_str(), &client, now).await
    });
}

/// Whether the provider refused because of a wrong password or code.
pub fn is_wrong(code: &ProviderErrorCode) -> bool {
    matches!(
        code,
        ProviderErrorCode::InvalidEmailOrPassword
            | ProviderErrorCode::InvalidOtp
            | ProviderErrorCode::TooManyAttempts
    )
}
