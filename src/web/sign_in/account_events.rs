//! What goes into a person's history and mail from our pages: sign-ins, and
//! what a provider elsewhere has done for us.

use actix_web::web;

use crate::{
    audit::security::{self, SecurityEvent},
    db::{Scope, SystemConn},
    identity::notices::{Circumstances, Notice},
    ids::UserId,
    mail::{Sender, outbox},
    sessions::Caller,
    types::{ClientInfo, EmailAddress},
    web::{error::AppError, state::AppState},
};

/// Mails what happened to the address that the account had before.
pub async fn mail(
    db: &impl Scope,
    state: &AppState,
    to: &str,
    notice: &Notice,
    client: &ClientInfo,
) -> Result<(), AppError> {
    let now = state.clock.now();
    let mail = state.mails.notice(to, notice, &Circumstances::of(client, now))?;
    let sender = Sender::News(notice.title());
    outbox::enqueue(db, &state.limits, sender, mail, now).await?;
    Ok(())
}

/// Records what somebody who is signed in did.
pub async fn record(
    state: &AppState,
    user: UserId,
    event: SecurityEvent,
    detail: &str,
    client: &ClientInfo,
) -> Result<(), AppError> {
    let now = state.clock.now();
    let record =
        async |db: &SystemConn| security::record(db, user, event, detail, client, now).await;
    Ok(state.db.as_system("record what somebody did", record).await?)
}

/// Records and mails what the provider has just done; nothing where it keeps
/// the history itself.
pub async fn after_provider(
    state: &AppState,
    caller: &Caller,
    event: SecurityEvent,
    (detail, notice): (&str, &Notice),
    client: &ClientInfo,
) -> Result<(), AppError> {
    if state.identity.keeps_history() {
        return Ok(());
    }
    let now = state.clock.now();
    state
        .db
        .as_system("record what the provider did", async |db| {
            security::record(db, caller.user, event, detail, client, now).await?;
            mail(db, state, &caller.email, notice, client).await
        })
        .await
}

/// Records a sign-in that the provider refused, without anybody waiting for it:
/// how long it takes would tell whether there is an account.
pub fn refused(state: &web::Data<AppState>, email: &str, client: &ClientInfo, code: &str) {
    if !is_wrong(code) {
        return;
    }
    let (state, client) = (state.clone(), client.clone());
    let Ok(email) = email.parse::<EmailAddress>() else { return };
    actix_web::rt::spawn(async move {
        let issuer = state.identity.issuer();
        let tried = (issuer.as_str(), email.as_str());
        let recorded = security::record_refusal(&state.db, tried, &client, state.clock.now());
        if let Err(error) = recorded.await {
            tracing::warn!(error.cause = %error, "A refused sign-in could not be recorded");
        }
    });
}

/// Whether the provider refused for a wrong password or code.
pub fn is_wrong(code: &str) -> bool {
    matches!(code, "INVALID_EMAIL_OR_PASSWORD" | "INVALID_OTP" | "TOO_MANY_ATTEMPTS")
}
