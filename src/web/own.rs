//! The provider's session behind a session of ours, for calls about one's own account.

use actix_web::HttpRequest;

use super::{
    client::{client, cookies},
    error::AppError,
    state::AppState,
};
use crate::{
    identity::{Credential, account_calls::Jar, calls::Refusal, error::ValidateError},
    sessions::Caller,
};

/// The browser's cookies, which prove the caller to the provider. A browser with
/// none, or with those of somebody else, proves again who it is and comes `back`.
pub async fn jar(
    req: &HttpRequest,
    state: &AppState,
    caller: &Caller,
    back: &str,
) -> Result<Jar, AppError> {
    let jar = cookies(req);
    let (cookies, client) = (jar.clone(), Some(client(req)));
    let credential = Credential { cookies, client, ..Credential::default() };
    match state.identity.validate(&credential).await {
        Ok(known) if known.identity.subject.as_str() == caller.subject => Ok(jar),
        Ok(_) | Err(ValidateError::Invalid { .. }) => {
            Err(AppError::ReauthenticationRequired(back.to_owned()))
        }
        Err(other) => Err(other.into()),
    }
}

/// Leads to another proof where that is what the provider refused for.
pub fn or_confirm(refused: &Refusal, back: &str) -> Result<(), AppError> {
    let stale = ["UNAUTHORIZED", "SESSION_NOT_FRESH", "SESSION_EXPIRED"];
    if stale.contains(&refused.code.as_str()) {
        return Err(AppError::ReauthenticationRequired(back.to_owned()));
    }
    Ok(())
}
