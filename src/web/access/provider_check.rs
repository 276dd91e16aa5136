//! Checks with a hosted provider, whose tables aren't in this database, that it still
//! knows the session; runs before the request continues, if a check is due.

use std::time::Duration;

use actix_web::HttpRequest;

use crate::{
    db::SystemConn,
    identity::{Credential, Validated, error::ValidateError},
    secret::{ExposeSecret as _, SecretString},
    sessions::{Authority, Caller, ProviderCheck},
    users,
    web::{error::AppError, request::client_info::client, state::AppState},
};

/// The longest that a signed-in user's request waits for the provider's answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// Opens the request's transaction. No transaction is held while the provider is asked.
/// If the session was extended before that, its cookie is still sent again.
pub(super) async fn open(
    req: &HttpRequest,
    state: &AppState,
    token: &str,
    slug: Option<&str>,
) -> Result<Option<(SystemConn, Authority)>, AppError> {
    let opened = state.sessions.open(token, slug).await?;
    let Some((db, authority)) = opened else { return Ok(None) };
    if authority.caller.provider_check == ProviderCheck::Fresh {
        return Ok(Some((db, authority)));
    }
    // Boxed, as below: it's rare, and every request would carry it.
    Box::pin(open_again(req, state, token, slug, db, &authority.caller)).await
}

async fn open_again(
    req: &HttpRequest,
    state: &AppState,
    token: &str,
    slug: Option<&str>,
    db: SystemConn,
    before: &Caller,
) -> Result<Option<(SystemConn, Authority)>, AppError> {
    db.scoped_to_user(before.user).close().await?;
    if !still_known(req, state, token, before).await? {
        return Ok(None);
    }
    let Some((db, mut again)) = state.sessions.open(token, slug).await? else { return Ok(None) };
    again.caller.refreshed |= before.refreshed;
    Ok(Some((db, again)))
}

/// Like [`open`], for handlers that read nothing else. The session is read again after
/// the provider was asked, as it may have ended meanwhile.
pub(super) async fn caller(
    req: &HttpRequest,
    state: &AppState,
    token: &str,
) -> Result<Option<Caller>, AppError> {
    let Some(caller) = state.sessions.who(token).await? else { return Ok(None) };
    if caller.provider_check == ProviderCheck::Fresh {
        return Ok(Some(caller));
    }
    if !Box::pin(still_known(req, state, token, &caller)).await? {
        return Ok(None);
    }
    let again = state.sessions.who(token).await?;
    let refreshed =
        |again: Caller| Caller { refreshed: again.refreshed | caller.refreshed, ..again };
    Ok(again.map(refreshed))
}

/// Whether the provider still knows the session; if not, ours ends. An outage ends no
/// session, but after a while lets no one in either.
async fn still_known(
    req: &HttpRequest,
    state: &AppState,
    token: &str,
    caller: &Caller,
) -> Result<bool, AppError> {
    let Some(session) = caller.session else { return Ok(true) };
    let taken = state.sessions.claim_check(session.id, caller.provider_check).await?;
    // Another request is asking or just got an answer, or the session is gone: read it again.
    let Some(pending) = taken else { return Ok(true) };
    match ask(req, state, pending.credential).await {
        Ok(answer) if answer.parent.session() == pending.session.as_deref() => {
            state.sessions.mark_checked(session.id).await?;
            if answer.identity.email != caller.email {
                users::sync_from_provider(&state.db, &answer.identity, state.clock.now()).await?;
            }
            Ok(true)
        }
        Ok(_) | Err(ValidateError::Invalid { .. }) => {
            state.sessions.ended_there(token).await?;
            tracing::info!(user.id = %caller.user, "The provider ended a session");
            Ok(false)
        }
        Err(ValidateError::Unavailable(_)) => patience(caller),
        Err(other) => Err(other.into()),
    }
}

fn patience(caller: &Caller) -> Result<bool, AppError> {
    if caller.provider_check == ProviderCheck::Due {
        return Ok(true);
    }
    let cause = "the provider hasn’t confirmed the session for too long";
    Err(AppError::Unavailable(anyhow::anyhow!(cause)))
}

async fn ask(
    req: &HttpRequest,
    state: &AppState,
    credential: Option<SecretString>,
) -> Result<Validated, ValidateError> {
    let token = credential.map(|it| it.expose_secret().to_owned());
    let credential = Credential { token, client: Some(client(req)), ..Credential::default() };
    tokio::time::timeout(PATIENCE, state.identity.validate(&credential))
        .await
        .unwrap_or_else(|_| Err(ValidateError::Unavailable(String::from("no answer in time"))))
}
