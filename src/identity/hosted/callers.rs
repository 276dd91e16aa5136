//! Calls about one's own account at a hosted provider: who may make them, and which of our
//! sessions end with them.

use serde_json::json;

use super::Hosted;
use crate::{
    db::{DbError, SystemConn},
    identity::{
        Credential, Validated,
        error::ValidateError,
        wire::{ProviderErrorCode, WireRequest, WireResponse},
    },
    sessions::ending,
    types::Subject,
    users::{self, AccountStatus},
};

/// Calls that anyone may make: to sign in or up, and to request a mail.
const OPEN: [&str; 10] = [
    "/sign-in/",
    "/sign-up/",
    "/magic-link/",
    "/forget-password",
    "/request-password-reset",
    "/reset-password",
    "/send-verification-email",
    "/verify-email",
    "/get-session",
    "/email-otp/",
];

/// Calls whose path begins like an open one but which are about one's own account.
const ABOUT_ONESELF: [&str; 2] = ["/email-otp/change-email", "/email-otp/request-email-change"];

/// Calls that end sessions, the only ones left to a person who asked to be deleted.
const ENDING: [&str; 4] =
    ["/sign-out", "/revoke-session", "/revoke-sessions", "/revoke-other-sessions"];

/// Calls that end everything derived earlier, while the caller's own session goes on.
const RENEWING: [&str; 2] = ["/change-password", "/email-otp/change-email"];

/// A person who calls about their own account, identified before the call is passed on.
pub(super) struct Caller {
    subject: Subject,
    ends: bool,
    /// Whether the provider lets the other sessions go on and has to be asked to end them.
    others: bool,
}

impl Hosted {
    /// Identifies the caller of a call about their own account. Returns `None` for other
    /// calls and when the provider will answer that no one is signed in. `Err` is the
    /// answer to a caller who isn't allowed to make the call.
    pub(super) async fn caller(
        &self,
        request: &WireRequest,
    ) -> Result<Option<Caller>, WireResponse> {
        let path = request.path.as_str();
        if request.method != "POST" || is_open(path) || !self.shows_something(request) {
            return Ok(None);
        }
        let subject = match self.validate(&self.shown(request)).await {
            Ok(Validated { identity, parent, .. }) => {
                let look = async |db: &SystemConn| {
                    users::account_status(db, &identity.subject, &parent).await
                };
                match self.db.as_system("look who calls", look).await {
                    Ok(status) => require_status(status, path)?,
                    Err(error) => return Err(unavailable(&error)),
                }
                identity.subject
            }
            Err(ValidateError::Invalid { .. }) => return Ok(None),
            Err(other) => return Err(unavailable(&other)),
        };
        let ends = ENDING.contains(&path) || RENEWING.contains(&path);
        Ok(Some(Caller { subject, ends, others: path == "/email-otp/change-email" }))
    }

    fn shows_something(&self, request: &WireRequest) -> bool {
        self.cookies.session(&request.cookies).is_some()
            || (self.bearer && request.authorization.is_some())
    }

    /// Returns the credential as the proxy passes it on: a session cookie beats a bearer.
    fn shown(&self, request: &WireRequest) -> Credential {
        let has_cookie = self.cookies.session(&request.cookies).is_some();
        let bearer = request.authorization.as_deref().filter(|_| self.bearer && !has_cookie);
        let token = bearer.and_then(|it| it.split_once(' ')).map(|(_, token)| token.to_owned());
        let client = Some(request.client.clone());
        Credential { token, cookies: request.cookies.clone(), client, granted: false }
    }

    /// Ends our sessions that derive from those that a successful call has ended.
    pub(super) async fn ended_there(
        &self,
        caller: &Caller,
        request: &WireRequest,
    ) -> Result<(), DbError> {
        if caller.others {
            let body = json!({});
            let others = WireRequest::post("/revoke-other-sessions", &body, request.client.clone());
            let answer = self.proxy().pass(others.with_cookies(request.cookies.clone())).await;
            if !answer.is_success() {
                tracing::warn!(http.status = answer.status, "Other sessions go on there");
            }
        }
        if !caller.ends {
            return Ok(());
        }
        let now = self.clock.now();
        let subject = caller.subject.key();
        let end = async |db: &SystemConn| ending::ended_by_subject(db, subject, now).await;
        self.db.as_system("end what ended at the provider", end).await
    }
}

fn is_open(path: &str) -> bool {
    OPEN.iter().any(|open| path.starts_with(open)) && !ABOUT_ONESELF.contains(&path)
}

fn require_status(status: AccountStatus, path: &str) -> Result<(), WireResponse> {
    match status {
        _ if ENDING.contains(&path) => Ok(()),
        AccountStatus::Good => Ok(()),
        AccountStatus::Closing => {
            let message = "This account is going to be deleted. Keep it first, then go on.";
            Err(WireResponse::error(403, &ProviderErrorCode::AccountClosing, message))
        }
        AccountStatus::Suspended | AccountStatus::Ended => {
            Err(WireResponse::error(401, &ProviderErrorCode::Unauthorized, "Unauthorized"))
        }
    }
}

fn unavailable(error: &impl std::fmt::Display) -> WireResponse {
    tracing::warn!(error.cause = %error, "It cannot be told who calls");
    WireResponse::unavailable()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_about_oneself_are_told_from_those_that_anybody_makes() {
        for open in ["/sign-in/email", "/email-otp/send-verification-otp", "/verify-email"] {
            assert!(is_open(open), "{open}");
        }
        for own in
            ["/update-user", "/change-email", "/email-otp/change-email", "/organization/create"]
        {
            assert!(!is_open(own), "{own}");
        }
    }

    #[test]
    fn who_is_leaving_may_end_sessions_and_nothing_else() {
        assert!(require_status(AccountStatus::Closing, "/update-user").is_err());
        assert!(require_status(AccountStatus::Suspended, "/change-email").is_err());
        assert!(ENDING.iter().all(|path| require_status(AccountStatus::Closing, path).is_ok()));
        assert!(require_status(AccountStatus::Good, "/update-user").is_ok());
    }
}
