//! Our session is extended once a day, and the provider's, which ends ours, along with it.

use actix_web::{
    HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderValue, SET_COOKIE},
    middleware::Next,
    web,
};

use crate::{
    identity::wire::WireRequest,
    web::{
        request::{annotations::Extended, client_info::client, cookies},
        state::AppState,
    },
};

/// Once the response is made and its transaction is over, lets the provider extend its
/// session through a get-session call with the browser's own cookie. An outage changes
/// nothing: the next day brings another attempt.
pub async fn keep_alive<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let mut answer = next.call(req).await?;
    let extended = answer.request().extensions_mut().remove::<Extended>();
    if extended.is_some() {
        // Boxed: it's rare, and every request would carry its nine kilobytes.
        for cookie in Box::pin(touch(answer.request())).await {
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                answer.headers_mut().append(SET_COOKIE, cookie);
            }
        }
    }
    Ok(answer)
}

async fn touch(req: &HttpRequest) -> Vec<String> {
    let Some(state) = req.app_data::<web::Data<AppState>>() else { return Vec::new() };
    let (name, cookies) = (state.identity.session_cookie(), cookies(req));
    // In direct mode the provider's cookie is on its own origin; only the browser can send it.
    if !cookies.iter().any(|(key, _)| key == name) {
        return Vec::new();
    }
    let request = WireRequest::get("/get-session", client(req)).with_cookies(cookies);
    let answer = state.identity.call(request).await;
    // An answer without a session would clear cookies that the user may still need.
    if answer.value().is_null() { Vec::new() } else { answer.set_cookies }
}
