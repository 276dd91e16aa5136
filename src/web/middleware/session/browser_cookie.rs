//! The cookie that tells browsers apart, for whatever is bound to one browser.

use actix_web::{
    HttpMessage as _, HttpRequest,
    body::MessageBody,
    cookie::{Cookie, SameSite, time::Duration},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderValue, SET_COOKIE},
    middleware::Next,
    web,
};

use crate::{
    secret::ExposeSecret as _,
    types::Browser,
    web::{request::browser, state::AppState},
};

/// The lifetime of the cookie, renewed whenever something is bound to it.
const KEPT: Duration = Duration::days(30);

/// Sets the cookie if something was bound to this browser.
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
    let cookie = Cookie::build(browser::cookie_name(state), browser.to_send()?.expose_secret())
        .path("/")
        .http_only(true)
        .secure(state.config.server.public_url.is_https())
        .same_site(SameSite::Lax)
        .max_age(KEPT)
        .finish();
    HeaderValue::from_str(&cookie.to_string()).ok()
}
