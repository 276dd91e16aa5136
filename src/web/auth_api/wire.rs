//! Between Actix and the provider's wire.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName},
    },
    web,
};

use serde_json::Value;

use crate::{
    identity::wire::{WireRequest, WireResponse},
    web::{
        client::{client, cookies},
        cookie,
        guard::Anyone,
        history,
        state::AppState,
    },
};

const MOUNT: &str = "/api/auth";

/// `/api/auth/{path}`, any method.
pub async fn call(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    body: web::Bytes,
) -> HttpResponse {
    let call = request(&req, path(&req), body.to_vec());
    let tried = call.path.starts_with("/sign-in/").then(|| body.clone());
    let given = state.identity.call(call).await;
    if let Some(body) = tried.filter(|_| !given.is_success()) {
        record_refusal(&req, &state, &body, &given);
    }
    answer(given)
}

/// Page scripts sign in by this wire, and what is refused is on record as well.
fn record_refusal(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    body: &[u8],
    given: &WireResponse,
) {
    let sent: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |value: &Value, name| value.get(name).and_then(Value::as_str).map(str::to_owned);
    if let (Some(email), Some(code)) = (text(&sent, "email"), text(&given.value(), "code")) {
        history::refused(state, &email, &client(req), &code);
    }
}

/// What comes after `/api/auth`.
pub fn path(req: &HttpRequest) -> String {
    req.uri().path().strip_prefix(MOUNT).unwrap_or_default().to_owned()
}

/// The browser's request as the wire has it, for `path`.
pub fn request(req: &HttpRequest, path: String, body: Vec<u8>) -> WireRequest {
    WireRequest {
        method: req.method().to_string(),
        path,
        query: req.uri().query().map(str::to_owned),
        cookies: cookies(req),
        authorization: header(req.headers(), AUTHORIZATION),
        content_type: header(req.headers(), CONTENT_TYPE),
        body,
        client: client(req),
    }
}

/// The wire's answer as ours.
pub fn answer(wire: WireResponse) -> HttpResponse {
    let status = StatusCode::from_u16(wire.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let mut answer = HttpResponse::build(status);
    for (name, value) in &wire.headers {
        answer.append_header((name.as_str(), value.as_str()));
    }
    cookie::forward(&mut answer, &wire.set_cookies);
    answer.body(wire.body)
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    Some(headers.get(name)?.to_str().ok()?.to_owned())
}
