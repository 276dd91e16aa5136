//! Responses for browsers: pages, redirects, retry hints.

use actix_session::Session;
use actix_web::{
    HttpResponse,
    http::{StatusCode, header::RETRY_AFTER},
    web,
};

use crate::{
    identity::client::sign_in::ProviderError,
    web::{
        error::{AppError, provider},
        messages, session_cookie,
        state::AppState,
        views::{FieldErrors, Flash, Page},
    },
};

/// The `Retry-After` of an outage, in seconds; the same as on the error page.
const PAUSE: u32 = 5;

/// Renders the page with the given status.
pub fn page_with_status<P: Page>(
    state: &web::Data<AppState>,
    status: StatusCode,
    page: &P,
) -> Result<HttpResponse, AppError> {
    let html = state.views.render(page)?;
    Ok(HttpResponse::build(status).content_type("text/html; charset=utf-8").body(html))
}

/// Renders the page as the answer to a GET.
pub fn page<P: Page>(state: &web::Data<AppState>, page: &P) -> Result<HttpResponse, AppError> {
    page_with_status(state, StatusCode::OK, page)
}

/// Turns the answer into a 429 that may be retried after `seconds`.
pub fn too_soon(mut answer: HttpResponse, seconds: u32) -> HttpResponse {
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    answer
}

/// Like [`redirect`], with a notice for the next page.
pub fn redirect_with_notice(
    session: &Session,
    location: &str,
    text: impl Into<String>,
) -> HttpResponse {
    session_cookie::notify(session, Flash::success(text));
    redirect(location)
}

/// Like [`redirect`], with the provider's cookies.
pub fn redirect_with_cookies(location: &str, set_cookies: &[String]) -> HttpResponse {
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header(("location", location));
    session_cookie::forward(&mut answer, set_cookies);
    answer.finish()
}

/// Redirects to `location` with a GET, after a successful POST.
pub fn redirect(location: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header(("location", location)).finish()
}

/// Renders the page with its form kept and the refusal explained, including a rate limit.
pub fn refused<P: Page>(
    state: &web::Data<AppState>,
    refused: &ProviderError,
    with: impl FnOnce(FieldErrors) -> P,
) -> Result<HttpResponse, AppError> {
    if refused.status != 429 {
        let (status, errors) = provider::explain(refused)?;
        let mut answer = page_with_status(state, status, &with(errors))?;
        if refused.is_outage() {
            answer.headers_mut().insert(RETRY_AFTER, PAUSE.into());
        }
        return Ok(answer);
    }
    let seconds = refused.retry_after.unwrap_or(provider::WAIT);
    let errors = FieldErrors::too_soon(messages::THROTTLED, seconds);
    Ok(too_soon(page(state, &with(errors))?, seconds))
}
