//! Routes a call on the wire to the handler that answers it.

use futures_util::future::{FutureExt as _, LocalBoxFuture};
use serde_json::json;

use super::{
    answers::{Reply, success},
    command::Command,
    request_body::Body,
};
use crate::{
    identity::{
        embedded::{
            Embedded,
            error::{Answer, BetterAuthError, CallError},
            store::sessions,
        },
        wire::{WireRequest, WireResponse, known_calls},
    },
    secret,
};

/// A call that the provider answers.
struct Route {
    method: &'static str,
    /// Matched exactly; `{…}` at the end stands for the rest of the path.
    path: &'static str,
    run: Run,
}

/// Answers a call, given the rest of its path. Boxed, so that no call needs the memory of
/// the largest one.
type Run = for<'a> fn(&'a Embedded, &'a WireRequest, &'a str) -> LocalBoxFuture<'a, Answer>;

/// Writes the table of routes. A command takes the caller and, as `body`, what the body is
/// decoded to, and its outcome is encoded by [`Reply`]. A handler takes the
/// request instead, and encodes its answer itself. Other bodies aren't read at all.
macro_rules! routes {
    ($($method:ident $path:literal => $handler:ident $args:tt $(as $encode:ident)?;)*) => {
        &[$(Route {
            method: stringify!($method),
            path: $path,
            run: |provider, request, rest| {
                async move { answer!(provider, request, rest, $handler $args $(as $encode)?) }.boxed_local()
            },
        }),*]
    };
}

macro_rules! answer {
    ($provider:ident, $request:ident, $rest:ident, $command:ident(call)) => {{
        let _unread = $rest;
        $provider.$command($request.context()).await.map(Reply::reply)
    }};
    ($provider:ident, $request:ident, $rest:ident, $command:ident(call, body)) => {{
        let _unread = $rest;
        let command = Command::decode(Body::read($request)?, $provider)?;
        $provider.$command($request.context(), command).await.map(Reply::reply)
    }};
    ($provider:ident, $request:ident, $rest:ident, $command:ident(call, body) as success) => {{
        let _unread = $rest;
        let command = Command::decode(Body::read($request)?, $provider)?;
        $provider.$command($request.context(), command).await.map(|()| success())
    }};
    ($provider:ident, $request:ident, $rest:ident, always($answer:ident)) => {{
        let _unread = ($provider, $request, $rest);
        $answer()
    }};
    ($provider:ident, $request:ident, $rest:ident, $handler:ident()) => {{
        let _unread = ($request, $rest);
        $provider.$handler().await
    }};
    ($provider:ident, $request:ident, $rest:ident, $handler:ident(request)) => {{
        let _unread = $rest;
        $provider.$handler($request).await
    }};
    ($provider:ident, $request:ident, $rest:ident, $handler:ident(request, rest)) => {
        $provider.$handler($request, $rest).await
    };
    ($provider:ident, $request:ident, $rest:ident, $handler:ident(request, body)) => {{
        let _unread = $rest;
        let command = Command::decode(Body::read($request)?, $provider)?;
        $provider.$handler($request, command).await
    }};
}

const ROUTES: &[Route] = routes! {
    GET "/ok" => always(ok);
    GET "/get-session" => get_session(request);
    POST "/get-session" => always(defer_refresh);
    GET "/list-sessions" => list_sessions(request);
    GET "/list-accounts" => list_accounts(call);
    GET "/token" => token(request);
    GET "/.well-known/jwks.json" => jwks();
    GET "/jwks" => jwks();
    POST "/sign-up/email" => post_sign_up(request, body);
    POST "/sign-in/email" => post_sign_in(request, body);
    POST "/sign-in/email-otp" => post_code_sign_in(request, body);
    POST "/sign-in/social" => sign_in_social(call, body);
    POST "/link-social" => link_social(call, body);
    GET "/callback/{site}" => social_callback(request, rest);
    POST "/sign-out" => sign_out(call, body);
    POST "/email-otp/send-verification-otp" => send_code(call, body) as success;
    POST "/email-otp/check-verification-otp" => check_code(call, body) as success;
    POST "/email-otp/verify-email" => post_verify_email(request, body);
    POST "/email-otp/request-password-reset" => request_reset(call, body) as success;
    POST "/forget-password/email-otp" => request_reset(call, body) as success;
    POST "/email-otp/reset-password" => reset_password(call, body) as success;
    POST "/send-verification-email" => send_verification_link(request, body);
    GET "/verify-email" => open_verification_link(request);
    POST "/verify-email" => use_verification_link(call, body);
    POST "/request-password-reset" => request_reset_link(request, body);
    POST "/forget-password" => request_reset_link(request, body);
    GET "/reset-password/{token}" => open_reset_link(request, rest);
    POST "/reset-password" => reset_password_by_link(request, body);
    POST "/sign-in/magic-link" => send_magic_link(call, body);
    GET "/magic-link/verify" => open_magic_link(request);
    POST "/magic-link/verify" => use_magic_link(call, body);
    POST "/revoke-session" => revoke_session(call, body);
    POST "/revoke-sessions" => revoke_sessions(call, body);
    POST "/revoke-other-sessions" => revoke_other_sessions(call, body);
    POST "/update-user" => update_user(request, body);
    POST "/set-password" => set_password(call, body);
    POST "/change-password" => change_password(call, body);
    POST "/verify-password" => verify_password(call, body);
    POST "/change-email" => ask_for_email_change(call, body);
    POST "/email-otp/request-email-change" => ask_for_email_change(call, body) as success;
    POST "/email-otp/change-email" => change_email(call, body) as success;
    POST "/change-email/undo" => undo_email_change(call, body);
    POST "/delete-user" => delete_user(request, body);
    POST "/unlink-account" => unlink_account(call, body);
};

/// Returns the call's route, and the rest of its path.
fn find(request: &WireRequest) -> Option<(&'static Route, &str)> {
    ROUTES.iter().filter(|route| route.method == request.method).find_map(|route| {
        let rest = match route.path.split_once('{') {
            Some((start, _)) => request.path.strip_prefix(start)?,
            None => (route.path == request.path).then_some("")?,
        };
        Some((route, rest))
    })
}

impl Embedded {
    /// Answers a call on Better Auth's wire. Paths are matched exactly: `//sign-in/email`
    /// is unknown, as is every other way around a rate limit.
    pub async fn call(&self, request: WireRequest) -> WireResponse {
        let answer = match find(&request) {
            None => not_found(),
            Some((route, rest)) => finish(&request, (route.run)(self, &request, rest).await),
        };
        let Some(begun) = self.cookies.begun(&answer.set_cookies) else { return answer };
        match self.end_other_sessions(&request.cookies, &begun).await {
            Ok(()) => answer,
            Err(failed) => finish(&request, Err(failed)),
        }
    }

    /// Ends the browser's previous sessions after a new one has begun.
    pub(in crate::identity::embedded) async fn end_other_sessions(
        &self,
        cookies: &[(String, String)],
        begun: &str,
    ) -> Result<(), CallError> {
        let former = self.cookies.tokens(cookies).into_iter().filter(|token| token != begun);
        let former: Vec<String> = former.map(|token| secret::digest_hex(&token)).collect();
        if former.is_empty() {
            return Ok(());
        }
        Ok(sessions::end(&self.db, &former, None).await?)
    }
}

#[expect(clippy::unnecessary_wraps, reason = "an answer like any other")]
fn ok() -> Answer {
    Ok(WireResponse::json(200, &json!({ "ok": true })))
}

/// Refuses `POST /get-session`, which upstream answers only with a setting that we don't have.
fn defer_refresh() -> Answer {
    Err(BetterAuthError::DEFERRED_REFRESH.into())
}

/// Returns Better Auth's answer to unknown paths and methods.
fn not_found() -> WireResponse {
    WireResponse { status: 404, headers: Vec::new(), set_cookies: Vec::new(), body: Vec::new() }
}

/// Logs how the call ended, and builds the answer.
fn finish(request: &WireRequest, answer: Answer) -> WireResponse {
    log(&request.method, &request.path, &answer);
    answer.unwrap_or_else(|failure| failure.answer())
}

/// Logs how the call ended. The logged path is one of ours, without any token in it, and
/// the outcome is a fixed word.
pub(in crate::identity::embedded) fn log<T>(
    method: &str,
    path: &str,
    answer: &Result<T, CallError>,
) {
    let path = known_calls::name(path);
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
    if method == "POST" {
        tracing::info!(auth.call = %path, auth.outcome = outcome, "The provider answered");
    } else {
        tracing::debug!(auth.call = %path, auth.outcome = outcome, "The provider answered");
    }
}
