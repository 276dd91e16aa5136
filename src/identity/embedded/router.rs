//! Routes a path to the handler that answers it.

use serde_json::json;

use super::{
    Embedded,
    error::{Answer, BetterAuthError, CallError},
    request_body::Body,
    store::sessions,
};
use crate::{
    db::SystemConn,
    identity::wire::{WireRequest, WireResponse},
    secret,
};

impl Embedded {
    /// Answers a call on Better Auth's wire. Paths are matched exactly: `//sign-in/email`
    /// is unknown, as is every other way around a rate limit.
    pub async fn call(&self, request: WireRequest) -> WireResponse {
        let answer = match request.method.as_str() {
            "GET" => self.get(&request).await,
            "POST" => self.post(&request).await,
            _ => None,
        };
        let answer = match answer {
            None => not_found(),
            Some(answer) => finish(&request, answer),
        };
        match self.cookies.begun(&answer.set_cookies) {
            Some(begun) => self.end_other_sessions_of(&request, &begun, answer).await,
            None => answer,
        }
    }

    /// Ends the browser's previous sessions after a new one has begun.
    async fn end_other_sessions_of(
        &self,
        request: &WireRequest,
        begun: &str,
        answer: WireResponse,
    ) -> WireResponse {
        let former = self.cookies.tokens(request).into_iter().filter(|token| token != begun);
        let former: Vec<String> = former.map(|token| secret::digest_hex(&token)).collect();
        if former.is_empty() {
            return answer;
        }
        let end = async |db: &SystemConn| sessions::end(db, &former, None).await;
        match self.db.as_system("ending a browser's former session", end).await {
            Ok(()) => answer,
            Err(failed) => finish(request, Err(failed.into())),
        }
    }

    async fn get(&self, request: &WireRequest) -> Option<Answer> {
        Some(match request.path.as_str() {
            "/ok" => Ok(WireResponse::json(200, &json!({ "ok": true }))),
            "/get-session" => self.get_session(request).await,
            "/list-sessions" => self.list_sessions(request).await,
            "/list-accounts" => self.list_accounts(request).await,
            "/token" => self.token(request).await,
            "/.well-known/jwks.json" | "/jwks" => self.jwks().await,
            "/verify-email" => self.open_verification_link(request).await,
            "/magic-link/verify" => self.open_magic_link(request).await,
            path => match (path.strip_prefix("/callback/"), path.strip_prefix(RESET_LINK)) {
                (Some(site), _) => self.social_callback(request, site).await,
                (None, Some(token)) => self.open_reset_link(request, token).await,
                (None, None) => return None,
            },
        })
    }

    async fn post(&self, request: &WireRequest) -> Option<Answer> {
        if request.path == "/get-session" {
            return Some(Err(BetterAuthError::DEFERRED_REFRESH.into()));
        }
        if !POSTS.contains(&request.path.as_str()) {
            return None;
        }
        match Body::read(request) {
            Ok(body) => self.post_body(request, body).await,
            Err(failure) => Some(Err(failure)),
        }
    }

    async fn post_body(&self, request: &WireRequest, body: Body) -> Option<Answer> {
        Some(match request.path.as_str() {
            "/sign-up/email" => self.sign_up(request, body).await,
            "/sign-in/email" => self.sign_in(request, body).await,
            "/sign-in/email-otp" => self.sign_in_by_code(request, body).await,
            "/sign-in/social" => self.sign_in_social(request, body).await,
            "/link-social" => self.link_social(request, body).await,
            "/sign-out" => self.sign_out(request).await,
            "/email-otp/send-verification-otp" => self.send_code(request, body).await,
            "/email-otp/check-verification-otp" => self.check_code(request, body).await,
            "/email-otp/verify-email" => self.verify_email(request, body).await,
            "/email-otp/request-password-reset" | "/forget-password/email-otp" => {
                self.request_reset(request, body).await
            }
            "/email-otp/reset-password" => self.reset_password(request, body).await,
            "/send-verification-email" => self.send_verification_link(request, body).await,
            "/verify-email" => self.use_verification_link(request, body).await,
            "/request-password-reset" | "/forget-password" => {
                self.request_reset_link(request, body).await
            }
            "/reset-password" => self.reset_password_by_link(request, body).await,
            "/sign-in/magic-link" => self.send_magic_link(request, body).await,
            "/magic-link/verify" => self.use_magic_link(request, body).await,
            "/revoke-session" => self.revoke_session(request, body).await,
            "/revoke-sessions" => self.revoke_sessions(request).await,
            "/revoke-other-sessions" => self.revoke_other_sessions(request).await,
            "/update-user" => self.update_user(request, body).await,
            "/set-password" => self.set_password(request, body).await,
            "/change-password" => self.change_password(request, body).await,
            "/verify-password" => self.verify_password(request, body).await,
            "/change-email" | "/email-otp/request-email-change" => {
                self.ask_for_email_change(request, body).await
            }
            "/email-otp/change-email" => self.change_email(request, body).await,
            "/change-email/undo" => self.undo_email_change(request, body).await,
            "/delete-user" => self.delete_user(request, body).await,
            "/unlink-account" => self.unlink_account(request, body).await,
            _ => return None,
        })
    }
}

/// Path prefix before the token of a password reset link.
const RESET_LINK: &str = "/reset-password/";

/// The paths that take a body; other bodies aren't read at all.
const POSTS: [&str; 32] = [
    "/sign-up/email",
    "/sign-in/email",
    "/sign-in/email-otp",
    "/sign-in/social",
    "/link-social",
    "/sign-out",
    "/email-otp/send-verification-otp",
    "/email-otp/check-verification-otp",
    "/email-otp/verify-email",
    "/email-otp/request-password-reset",
    "/forget-password/email-otp",
    "/email-otp/reset-password",
    "/send-verification-email",
    "/verify-email",
    "/request-password-reset",
    "/forget-password",
    "/reset-password",
    "/sign-in/magic-link",
    "/magic-link/verify",
    "/revoke-session",
    "/revoke-sessions",
    "/revoke-other-sessions",
    "/update-user",
    "/set-password",
    "/change-password",
    "/verify-password",
    "/change-email",
    "/change-email/undo",
    "/email-otp/request-email-change",
    "/email-otp/change-email",
    "/delete-user",
    "/unlink-account",
];

/// Returns Better Auth's answer to unknown paths and methods.
fn not_found() -> WireResponse {
    WireResponse { status: 404, headers: Vec::new(), set_cookies: Vec::new(), body: Vec::new() }
}

/// Logs how the call ended, and builds the answer.
fn finish(request: &WireRequest, answer: Answer) -> WireResponse {
    log(request, &answer);
    answer.unwrap_or_else(|failure| failure.answer())
}

/// Logs how the call ended. The logged path is one of ours, without any token in it, and
/// the outcome is a fixed word.
fn log(request: &WireRequest, answer: &Answer) {
    let path = request.path_to_log();
    match answer {
        Err(CallError::Db(cause)) => {
            tracing::error!(auth.call = %path, error.cause = %cause, "The provider's database failed");
        }
        Err(CallError::Broken(cause)) => {
            tracing::error!(auth.call = %path, error.cause = cause, "The provider failed");
        }
        Err(CallError::Outage(cause)) => {
            tracing::warn!(auth.call = %path, error.cause = %cause, "A site does not answer");
        }
        _ => {}
    }
    let outcome = answer.as_ref().map_or_else(CallError::outcome, |_| "ok");
    if request.method == "POST" {
        tracing::info!(auth.call = %path, auth.outcome = outcome, "The provider answered");
    } else {
        tracing::debug!(auth.call = %path, auth.outcome = outcome, "The provider answered");
    }
}
