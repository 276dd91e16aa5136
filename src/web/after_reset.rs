//! After a provider elsewhere has replaced a forgotten password: every session ends,
//! the provider's first, since those could become new ones of ours.

use super::{error::AppError, history, state::AppState};
use crate::{
    audit::security::{self, SecurityEvent},
    db::SystemConn,
    identity::{
        Provider,
        notice::Notice,
        types::{EmailAddress, Password},
        users,
        wire::Client,
    },
    sessions,
};

/// Ends the person's sessions, records the reset and mails it; nothing where the
/// provider is our own, which has done so. An outage of the provider's leaves the
/// reset as it is, and the mail says so.
pub async fn end_everywhere(
    state: &AppState,
    email: &EmailAddress,
    password: &Password,
    client: &Client,
) -> Result<(), AppError> {
    let Provider::Hosted(provider) = state.identity.as_ref() else { return Ok(()) };
    let theirs = provider.end_sessions_after_reset(email, password, client).await;
    let notice = if theirs.all { Notice::PasswordReset } else { Notice::PasswordResetHere };
    let (now, event) = (state.clock.now(), SecurityEvent::PasswordReset);
    let issuer = state.identity.issuer();
    state
        .db
        .as_system("end sessions after a reset", async |db: &SystemConn| {
            let subject = theirs.subject.as_ref();
            let people = users::with_new_password(db, &issuer, subject, email.as_str()).await?;
            for person in &people {
                sessions::end_all(db, *person).await?;
                security::record(db, *person, event, "", client.origin(), now).await?;
            }
            if people.is_empty() {
                return Ok(());
            }
            history::mail(db, state, email.as_str(), &notice, client).await
        })
        .await
}
