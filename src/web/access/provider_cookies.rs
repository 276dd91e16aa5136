//! The provider's session behind one of ours, for calls about the user's own account.

use actix_web::HttpRequest;

use crate::{
    identity::{
        Credential,
        client::{account::CookieJar, sign_in::ProviderError},
        error::ValidateError,
        wire::ProviderErrorCode,
    },
    sessions::Caller,
    web::{
        error::AppError,
        request::{client_info::client, cookies},
        state::AppState,
    },
};

/// Returns the browser's cookies, which prove the caller to the provider. A browser
/// without them, or with another user's, must sign in again and comes `back`.
pub async fn jar(
    req: &HttpRequest,
    state: &AppState,
    caller: &Caller,
    back: &str,
) -> Result<CookieJar, AppError> {
    let jar = cookies(req);
    let (cookies, client) = (jar.clone(), Some(client(req)));
    let credential = Credential { cookies, client, ..Credential::default() };
    match state.identity.validate(&credential).await {
        Ok(known) if *known.identity.subject.key() == caller.subject => Ok(jar),
        Ok(_) | Err(ValidateError::Invalid { .. }) => {
            Err(AppError::ReauthenticationRequired(back.to_owned()))
        }
        Err(other) => Err(other.into()),
    }
}

/// Redirects to a step-up if that's why the provider refused.
pub fn or_step_up(refused: &ProviderError, back: &str) -> Result<(), AppError> {
    if matches!(
        refused.code,
        ProviderErrorCode::Unauthorized
            | ProviderErrorCode::SessionNotFresh
            | ProviderErrorCode::SessionExpired
    ) {
        return Err(AppError::ReauthenticationRequired(back.to_owned()));
    }
    Ok(())
}

/// Whether the provider's cookies tell the browser to forget the session when it closes:
/// Better Auth sets a signed cookie for this.
pub fn are_forgetful(cookies: &[(String, String)], session_cookie: &str) -> bool {
    let name = session_cookie.replace("session_token", "dont_remember");
    cookies.iter().any(|(key, value)| *key == name && !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_providers_cookie_says_it() {
        let said = |name: &str, value: &str| {
            are_forgetful(
                &[(name.to_owned(), value.to_owned())],
                "__Secure-neon-auth.session_token",
            )
        };
        assert!(said("__Secure-neon-auth.dont_remember", "true.x"));
        assert!(!said("__Secure-neon-auth.dont_remember", "") && !said("dont_remember", "true.x"));
    }
}
