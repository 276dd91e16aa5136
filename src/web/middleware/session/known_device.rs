//! Marks a browser after a sign-in, for the rate limits.

use actix_session::{SessionExt as _, SessionStatus};
use actix_web::{
    HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    web,
};

use crate::{
    limits::KNOWN_FOR,
    web::{request::browser, session_cookie, state::AppState},
};

/// Returns the mark for a browser whose session has just begun. It survives sign-out: later
/// sign-ins need it.
pub(super) fn set_cookie(req: &HttpRequest) -> Option<String> {
    let session = req.get_session();
    if session.status() != SessionStatus::Renewed {
        return None;
    }
    let account = session_cookie::take_account(&session)?;
    let state = req.app_data::<web::Data<AppState>>()?;
    let is_known = |mark: &String| state.limits.known_device(mark, &account).is_some();
    if browser::mark(req, state).as_ref().is_some_and(is_known) {
        // Each mark has its own allowance, so a browser must not collect them.
        return None;
    }
    let mark = Cookie::build(browser::mark_name(state), state.limits.mark_device(&account))
        .path("/")
        .http_only(true)
        .secure(state.config.server.public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(KNOWN_FOR.num_seconds()))
        .finish();
    Some(mark.to_string())
}
