//! The cookie that tells one browser from another, for what is bound to it.

use actix_web::{
    HttpMessage as _, HttpRequest,
    body::MessageBody,
    cookie::{Cookie, SameSite, time::Duration},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderValue, SET_COOKIE},
    middleware::Next,
    web,
};

use super::{client::cookies, state::AppState};
use crate::{identity::browser::Browser, secret::ExposeSecret as _};

/// How long a browser keeps its value after something was bound to it.
const KEPT: Duration = Duration::days(30);

/// The browser that the request came from; the same however often it is asked for.
pub fn of(req: &HttpRequest) -> Browser {
    if let Some(known) = req.extensions().get::<Browser>() {
        return known.clone();
    }
    let name = req.app_data::<web::Data<AppState>>().map(|state| name(state));
    let sent = cookies(req).into_iter().find(|(key, _)| Some(key.as_str()) == name);
    let browser = Browser::sent(sent.as_ref().map(|(_, value)| value.as_str()));
    let browser = browser.on_page(is_on_page(req));
    req.extensions_mut().insert(browser.clone());
    browser
}

/// Whether a page of ours sent the request, in a browser with cookies: a form, or a
/// script of one that says so. Programs, and pages elsewhere, may have none.
fn is_on_page(req: &HttpRequest) -> bool {
    let by_script = req.headers().get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    by_script || !req.path().starts_with("/api/")
}

/// Sends a browser that something was bound to its value.
pub async fn bind<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let mut answer = next.call(req).await?;
    if let Some(set_cookie) = set_cookie(answer.request()) {
        answer.headers_mut().append(SET_COOKIE, set_cookie);
    }
    Ok(answer)
}

fn set_cookie(req: &HttpRequest) -> Option<HeaderValue> {
    let browser = req.extensions().get::<Browser>()?.clone();
    let state = req.app_data::<web::Data<AppState>>()?;
    let cookie = Cookie::build(name(state), browser.to_send()?.expose_secret())
        .path("/")
        .http_only(true)
        .secure(state.config.server.public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish();
    HeaderValue::from_str(&cookie.to_string()).ok()
}

fn name(state: &AppState) -> &'static str {
    if state.config.server.public_url.is_https() {
        "__Host-tenantry_browser"
    } else {
        "tenantry_browser"
    }
}
