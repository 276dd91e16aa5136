//! Our session is extended once a day, and the provider's, which ends ours, along with it.

use actix_web::{HttpMessage as _, HttpRequest, web};

use crate::web::{
    request::{annotations::Extended, client_info::client, cookies},
    state::AppState,
};

/// Once the response is made and its transaction is over, lets the provider extend its
/// session by the browser's own cookie. An outage changes
/// nothing: the next day brings another attempt.
pub(super) async fn extend(req: &HttpRequest) -> Vec<String> {
    let extended = req.extensions_mut().remove::<Extended>();
    match extended {
        // Boxed: it's rare, and every request would carry its nine kilobytes.
        Some(_) => Box::pin(touch(req)).await,
        None => Vec::new(),
    }
}

async fn touch(req: &HttpRequest) -> Vec<String> {
    let Some(state) = req.app_data::<web::Data<AppState>>() else { return Vec::new() };
    let (name, cookies) = (state.identity.session_cookie(), cookies(req));
    // In direct mode the provider's cookie is on its own origin; only the browser can send it.
    if !cookies.iter().any(|(key, _)| key == name) {
        return Vec::new();
    }
    let extended = state.identity.extend_session(cookies, client(req)).await;
    extended.map(|it| it.set_cookies).unwrap_or_default()
}
