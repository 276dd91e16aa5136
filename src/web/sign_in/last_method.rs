//! The sign-in method that a browser used last, for the mark beside its button.
//!
//! The cookie names a method and nobody; it stays after the sign-out, when it's needed.

use actix_session::Session;
use actix_web::{
    HttpMessage as _, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    web,
};

use crate::{
    config::SocialProvider,
    types::SignInMethod,
    web::{error::AppError, state::AppState, urls},
};

const KEPT: Duration = Duration::days(365);
const ASKED: &str = "s";
const PASSWORD: &str = "password";
const MAIL: &str = "mail";

/// The method of the sign-in that this request completed.
#[derive(Clone, Copy)]
struct Used(&'static str);

/// Keeps which service the browser was sent to, until it's back.
pub fn asked(session: &Session, service: SocialProvider) -> Result<(), AppError> {
    session.insert(ASKED, service.id()).map_err(|error| AppError::Internal(error.into()))
}

/// Notes how the browser signed in; called before the new session begins.
pub(super) fn note(req: &HttpRequest, session: &Session, method: Option<SignInMethod>) {
    let used = match method {
        Some(SignInMethod::Password) => Some(PASSWORD),
        // The code that confirms an address at the sign-up isn't a method to come back by.
        Some(SignInMethod::Code) => req.path().starts_with(urls::MAGIC_LINK).then_some(MAIL),
        Some(SignInMethod::AnotherService) => {
            let asked: Option<String> = session.get(ASKED).ok().flatten();
            asked.as_deref().and_then(known)
        }
        None => None,
    };
    if let Some(used) = used {
        req.extensions_mut().insert(Used(used));
    }
}

/// Returns the method that this browser used last; empty if it's unknown.
pub fn of(req: &HttpRequest, state: &AppState) -> &'static str {
    let cookie = req.cookie(cookie_name(state));
    cookie.and_then(|cookie| known(cookie.value())).unwrap_or_default()
}

/// Returns the cookie if this request completed a sign-in.
pub fn set_cookie(req: &HttpRequest) -> Option<String> {
    let Used(method) = *req.extensions().get::<Used>()?;
    let state = req.app_data::<web::Data<AppState>>()?;
    let cookie = Cookie::build(cookie_name(state), method)
        .path("/")
        .http_only(true)
        .secure(state.config.server.public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish();
    Some(cookie.to_string())
}

fn known(word: &str) -> Option<&'static str> {
    match word {
        PASSWORD => Some(PASSWORD),
        MAIL => Some(MAIL),
        service => service.parse::<SocialProvider>().ok().map(SocialProvider::id),
    }
}

fn cookie_name(state: &AppState) -> &'static str {
    if state.config.server.public_url.is_https() {
        "__Host-tenantry_method"
    } else {
        "tenantry_method"
    }
}
