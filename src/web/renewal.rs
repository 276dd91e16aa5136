//! A new session in place of the present one, for somebody who has just proven
//! again who they are (ASVS 7.2.4).

use actix_session::Session;

use super::{cookie, error::AppError, sign_in, state::AppState};
use crate::{
    audit::security::{self, SecurityEvent},
    identity::{calls::Granted, wire::Client},
    sessions::{self, Beginning, Caller},
};

/// Opens a session on what the provider granted and ends the present one; both
/// bring another token. `None` when it was granted to somebody else.
pub async fn renew(
    state: &AppState,
    session: &Session,
    caller: &Caller,
    granted: &Granted,
    client: &Client,
) -> Result<Option<()>, AppError> {
    let validated = sign_in::validate(state, granted).await?;
    if validated.identity.subject.as_str() != caller.subject {
        return Ok(None);
    }
    let begins = Beginning {
        provider_session: validated.provider_session.as_deref(),
        is_witnessed: true,
        last_tenant: caller.last_tenant,
    };
    let former = caller.session.map(|session| session.id);
    let (now, event) = (state.clock.now(), SecurityEvent::StepUpPassed);
    let issued = state
        .db
        .as_system("renew a session", async |db| {
            sessions::end_known(db, caller.user, former).await?;
            security::record(db, caller.user, event, granted.way, client.origin(), now).await?;
            state.sessions.issue(db, caller.user, &begins, client).await
        })
        .await?;
    cookie::start(session, &issued.token)?;
    Ok(Some(()))
}
