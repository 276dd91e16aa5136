//! The cookie that tells browsers apart, for whatever is bound to one browser.

use actix_web::{
    HttpMessage as _, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    web,
};

use crate::{
    secret::ExposeSecret as _,
    types::Browser,
    web::{request::browser, state::AppState},
};

/// The lifetime of the cookie, renewed whenever something is bound to it.
const KEPT: Duration = Duration::days(30);

/// Returns the cookie if something was bound to this browser.
pub(super) fn set_cookie(req: &HttpRequest) -> Option<String> {
    let browser = req.extensions().get::<Browser>()?.clone();
    let state = req.app_data::<web::Data<AppState>>()?;
    let cookie = Cookie::build(browser::cookie_name(state), browser.to_send()?.expose_secret())
        .path("/")
        .http_only(true)
        .secure(state.config.server.public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish();
    Some(cookie.to_string())
}
