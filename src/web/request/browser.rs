//! The browser that a request came from, recognized by our cookies.

use actix_web::{HttpMessage as _, HttpRequest, http::header::ACCEPT_LANGUAGE, web};

use super::{cookies, media_type};
use crate::{
    locale::Language,
    types::Browser,
    web::{state::AppState, urls},
};

/// Returns the browser that the request came from; repeated calls return the same one.
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

/// Whether one of our pages sent the request, in a browser with cookies: a form, or a
/// script that says so. Programs and pages on other sites may have no cookies.
fn is_on_page(req: &HttpRequest) -> bool {
    let by_script = req.headers().get("sec-fetch-site").is_some_and(|site| site == "same-origin");
    by_script || !req.path().starts_with(urls::API)
}

/// Returns the name of the cookie that tells browsers apart.
pub fn cookie_name(state: &AppState) -> &'static str {
    if state.config.server.public_url.is_https() {
        "__Host-tenantry_browser"
    } else {
        "tenantry_browser"
    }
}

/// Returns the device mark that the browser sent, valid or not.
pub fn mark(req: &HttpRequest, state: &AppState) -> Option<String> {
    req.cookie(mark_name(state)).map(|cookie| cookie.value().to_owned())
}

/// Returns the name of the cookie that holds the device mark.
pub fn mark_name(state: &AppState) -> &'static str {
    if state.config.server.public_url.is_https() {
        "__Host-tenantry_device"
    } else {
        "tenantry_device"
    }
}

/// Returns the offered language that the browser likes best, or English.
pub fn language(req: &HttpRequest) -> Language {
    let accepted = req.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    Language::accepted(accepted.unwrap_or_default())
}

/// Whether to answer with a page: `/api/` addresses and JSON bodies belong to programs.
pub fn wants_page(req: &HttpRequest) -> bool {
    !req.path().starts_with(urls::API)
        && media_type::prefers_page(req.headers())
        && !media_type::is_json(req.headers())
}
