//! Between Actix and the provider's wire.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, StatusCode, header::CONTENT_TYPE},
    web,
};

use serde_json::Value;

use crate::{
    identity::{
        known_calls,
        wire::{WireRequest, WireResponse},
    },
    web::{
        client::{client, cookies},
        cookie,
        guard::{Anyone, credential::bearer},
        history,
        state::AppState,
    },
};

const MOUNT: &str = "/api/auth";

/// `/api/auth/{path}`, any method. Whoever may GET what only reads may ask for its head;
/// links are not among them, since whatever looks into mails tries them out.
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
        authorization: bearer(req).map(|token| format!("Bearer {token}")),
        content_type: content_type(req),
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

fn content_type(req: &HttpRequest) -> Option<String> {
    Some(req.headers().get(CONTENT_TYPE)?.to_str().ok()?.to_owned())
}
