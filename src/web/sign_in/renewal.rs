//! A new session in place of the present one, for somebody who has just proven
//! again who they are (ASVS 7.2.4).

use actix_session::Session;
use chrono::{DateTime, Utc};

use crate::{
    audit::security::{self, SecurityEvent},
    db::{DbError, SystemConn},
    identity::client::sign_in::Granted,
    sessions::{self, Beginning, Caller, ProvenAt},
    types::ClientInfo,
    web::{error::AppError, session_cookie, sign_in, state::AppState},
};

/// Which sessions the new one takes the place of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replaced {
    /// The present one, after another proof.
    This,
    /// All of the person's, after the password was changed.
    All,
}

/// Opens a session on what the provider granted and ends the former; `None`
/// when it was granted to somebody else.
pub async fn renew(
    state: &AppState,
    session: &Session,
    caller: &Caller,
    (granted, replaced): (&Granted, Replaced),
    client: &ClientInfo,
) -> Result<Option<()>, AppError> {
    let validated = sign_in::validate(state, granted, client).await?;
    if validated.identity.subject.as_str() != caller.subject {
        return Ok(None);
    }
    let begins = Beginning {
        parent: &validated.parent,
        proven: ProvenAt::Now,
        last_tenant: caller.last_tenant,
    };
    let issued = state
        .db
        .as_system("renew a session", async |db| {
            end(db, caller, replaced, state.clock.now()).await?;
            if replaced == Replaced::This {
                let (event, now) = (SecurityEvent::StepUpPassed, state.clock.now());
                security::record(db, caller.user, event, granted.way, client, now).await?;
            }
            state.sessions.issue(db, caller.user, &begins, client).await
        })
        .await?;
    let is_forgetful = session_cookie::is_forgetful(session);
    let account = Some(validated.identity.email.as_str());
    session_cookie::start(session, &issued.token, account, is_forgetful)?;
    Ok(Some(()))
}

async fn end(
    db: &SystemConn,
    caller: &Caller,
    replaced: Replaced,
    now: DateTime<Utc>,
) -> Result<(), DbError> {
    match (replaced, caller.session) {
        (Replaced::All, _) => sessions::end_all(db, caller.user, now).await,
        (Replaced::This, Some(former)) => sessions::end_known(db, caller.user, former.id).await,
        (Replaced::This, None) => Ok(()),
    }
}
