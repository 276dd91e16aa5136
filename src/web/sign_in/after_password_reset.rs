//! Cleanup after a hosted provider replaced a forgotten password: every session ends, the
//! provider's first, since those could start new ones of ours.

use serde::Deserialize;

use super::account_events;
use crate::{
    audit::security::{self, SecurityEvent},
    db::SystemConn,
    identity::{Provider, mails::notices::AccountNotice, types::Password},
    sessions,
    types::{ClientInfo, EmailAddress},
    users,
    web::{error::AppError, state::AppState},
};

/// The call that replaces a password, given a code.
pub const BY_CODE: &str = "/email-otp/reset-password";

/// The body of that call, as JSON or as a form.
#[derive(Deserialize)]
struct ByCode {
    email: String,
    password: String,
}

/// Runs [`end_everywhere`] after a Better Auth call that the provider accepted.
pub async fn on_the_wire(
    state: &AppState,
    body: &[u8],
    client: &ClientInfo,
) -> Result<(), AppError> {
    let said: Option<ByCode> =
        serde_json::from_slice(body).ok().or_else(|| serde_urlencoded::from_bytes(body).ok());
    let Some(ByCode { email, password }) = said else { return Ok(()) };
    let Ok(email) = email.parse() else { return Ok(()) };
    end_everywhere(state, &email, &Password::typed(password), client).await
}

/// Ends the user's sessions, records the reset and mails it; does nothing for the
/// embedded provider, which has already done so. An outage of the provider leaves the
/// reset as it is, and the mail says so.
pub async fn end_everywhere(
    state: &AppState,
    email: &EmailAddress,
    password: &Password,
    client: &ClientInfo,
) -> Result<(), AppError> {
    let Provider::Hosted(provider) = state.identity.as_ref() else { return Ok(()) };
    let theirs = provider.end_sessions_after_reset(email, password, client).await;
    let notice =
        if theirs.all { AccountNotice::PasswordReset } else { AccountNotice::PasswordResetHere };
    let (now, event) = (state.clock.now(), SecurityEvent::PasswordReset);
    let issuer = state.identity.issuer();
    state
        .db
        .as_system("end sessions after a reset", async |db: &SystemConn| {
            let subject = theirs.subject.as_ref();
            let people = users::with_new_password(db, &issuer, subject, email.as_str()).await?;
            for person in &people {
                sessions::end_all(db, *person, now);
                security::record(db, *person, event, "", client, now);
            }
            if people.is_empty() {
                return Ok(());
            }
            account_events::mail(db, state, email.as_str(), &notice, client).await
        })
        .await
}
