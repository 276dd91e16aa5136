//! Replaces the current session after the user has proven again who they are (ASVS
//! 7.2.4).

use actix_session::Session;
use chrono::{DateTime, Utc};

use crate::{
    audit::security::{self, SecurityEvent},
    db::SystemConn,
    identity::client::sign_in::Grant,
    sessions::{self, Caller, NewSession, ProvenAt},
    types::{ClientInfo, SignInMethod},
    web::{error::AppError, session_cookie, sign_in, state::AppState},
};

/// The sessions that the new one replaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The current one, after a step-up.
    This,
    /// All of the user's sessions, after a change of password.
    All,
}

/// Opens a session from the provider's grant and ends the previous ones; `None` if the
/// grant is for another user.
pub async fn renew(
    state: &AppState,
    session: &Session,
    caller: &Caller,
    granted: &Grant,
    replaced: Replaced,
    client: &ClientInfo,
) -> Result<Option<()>, AppError> {
    let validated = sign_in::validate(state, granted, client).await?;
    if *validated.identity.subject.key() != caller.subject {
        return Ok(None);
    }
    let begins = NewSession {
        parent: &validated.parent,
        proven: ProvenAt::Now,
        last_tenant: caller.last_tenant,
    };
    let issued = state
        .db
        .as_system("renew a session", async |db| {
            end(db, caller, replaced, state.clock.now());
            if replaced == Replaced::This {
                let (event, now) = (SecurityEvent::StepUpPassed, state.clock.now());
                let detail = granted.method.map_or("", SignInMethod::as_str);
                security::record(db, caller.user, event, detail, client, now);
            }
            state.sessions.issue(db, caller.user, &begins, client).await
        })
        .await?;
    let is_forgetful = session_cookie::is_forgetful(session);
    let account = Some(validated.identity.email.as_str());
    session_cookie::start(session, &issued.token, account, is_forgetful)?;
    Ok(Some(()))
}

fn end(db: &SystemConn, caller: &Caller, replaced: Replaced, now: DateTime<Utc>) {
    match (replaced, caller.session) {
        (Replaced::All, _) => sessions::end_all(db, caller.user, now),
        (Replaced::This, Some(former)) => sessions::end_known(db, caller.user, former.id),
        (Replaced::This, None) => {}
    }
}
