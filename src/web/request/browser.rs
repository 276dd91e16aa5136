//! The browser that a request came from, told by cookies of ours.

use actix_web::{HttpMessage as _, HttpRequest, web};

use super::cookies;
use crate::{types::Browser, web::state::AppState};

/// The browser that the request came from; the same however often it is asked for.
pub fn of(req: &HttpRequest) -> Browser {
    if let Some(known) = req.extensions().get::<Browser>() {
        return known.clone();
    }
    let name = req.app_data::<web::Data<AppState>>().map(|state| cookie_name(state));
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

/// What the cookie that tells one browser from another is called.
pub fn cookie_name(state: &AppState) -> &'static str {
    if state.config.server.public_url.is_https() {
        "__Host-tenantry_browser"
    } else {
        "tenantry_browser"
    }
}

/// The mark that the browser sent, good or not.
pub fn mark(req: &HttpRequest, state: &AppState) -> Option<String> {
    req.cookie(mark_name(state)).map(|cookie| cookie.value().to_owned())
}

/// What the cookie with the mark is called.
pub fn mark_name(state: &AppState) -> &'static str {
    if state.config.server.public_url.is_https() {
        "__Host-tenantry_device"
    } else {
        "tenantry_device"
    }
}
