//! Connects Actix to the provider's Better Auth API.

use actix_session::SessionExt as _;
use actix_web::{
    HttpRequest, HttpResponse, ResponseError as _,
    http::{Method, StatusCode, header::CONTENT_TYPE},
    web,
};

use serde_json::Value;

use crate::{
    identity::wire::{WireRequest, WireResponse, known_calls},
    web::{
        access::{Anyone, credential::bearer, provider_cookies},
        error::AppError,
        request::{client_info::client, cookies},
        session_cookie,
        sign_in::{account_events, after_password_reset},
        state::AppState,
        urls,
    },
};

const MOUNT: &str = urls::BETTER_AUTH;

/// `/api/auth/{path}`, any method. HEAD is allowed wherever GET only reads; links aren't
/// included, since mail scanners try them out.
pub async fn call(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    body: web::Bytes,
) -> HttpResponse {
    let mut call = request(&req, path(&req), body.to_vec());
    if *req.method() == Method::HEAD && known_calls::only_reads(&call.path) {
        // The body is left out on its way to the client (RFC 9110 §9.3.2).
        call.method = String::from("GET");
    }
    let ends_others = call.path == "/revoke-other-sessions";
    let reset = (call.path == after_password_reset::BY_CODE).then(|| body.clone());
    let tried = call.path.starts_with("/sign-in/").then(|| body.clone());
    let given = state.identity.call(call).await;
    if let Some(body) = reset.filter(|_| given.is_success())
        && let Err(error) = after_password_reset::on_the_wire(&state, &body, &client(&req)).await
    {
        return error.error_response();
    }
    if ends_others
        && given.is_success()
        && let Err(error) = end_our_others(&req, &state).await
    {
        return error.error_response();
    }
    if let Some(body) = tried.filter(|_| !given.is_success()) {
        record_refusal(&req, &state, &body, &given);
    }
    answer(given)
}

/// Ends our other sessions along with the provider's. Several of ours may belong to the
/// provider session that survives, such as one begun in another place with its JWT. Does
/// so only if both belong to the same user: our cookie alone doesn't prove a sign-in.
async fn end_our_others(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    let Some(token) = session_cookie::token(&req.get_session()) else { return Ok(()) };
    let Some(caller) = state.sessions.who(&token).await? else { return Ok(()) };
    match provider_cookies::jar(req, state, &caller, urls::ACCOUNT).await {
        Ok(_) => Ok(state.sessions.end_others_of(&token).await?),
        Err(AppError::ReauthenticationRequired(_)) => Ok(()),
        Err(other) => Err(other),
    }
}

/// Records a refused sign-in by a page's script, which uses this API directly.
fn record_refusal(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    body: &[u8],
    given: &WireResponse,
) {
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |value: &Value, name| value.get(name).and_then(Value::as_str).map(str::to_owned);
    if let (Some(email), Some(code)) = (text(&sent, "email"), text(&given.value(), "code")) {
        account_events::refused(state, &email, &client(req), &code.as_str().into());
    }
}

/// Returns the path after `/api/auth`.
pub fn path(req: &HttpRequest) -> String {
    req.uri().path().strip_prefix(MOUNT).unwrap_or_default().to_owned()
}

/// Converts the browser's request into a Better Auth call to `path`.
pub fn request(req: &HttpRequest, path: String, body: Vec<u8>) -> WireRequest {
    WireRequest {
        method: req.method().to_string(),
        path,
        query: req.uri().query().map(str::to_owned),
        cookies: cookies(req),
        authorization: bearer(req).map(|token| format!("Bearer {token}")),
        content_type: content_type(req),
        body,
        client: client(req),
    }
}

/// Converts the provider's answer into ours.
pub fn answer(wire: WireResponse) -> HttpResponse {
    let status = StatusCode::from_u16(wire.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut answer = HttpResponse::build(status);
    for (name, value) in &wire.headers {
        answer.append_header((name.as_str(), value.as_str()));
    }
    session_cookie::forward(&mut answer, &wire.set_cookies);
    answer.body(wire.body)
}

fn content_type(req: &HttpRequest) -> Option<String> {
    Some(req.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_owned())
}
