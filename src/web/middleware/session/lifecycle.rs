//! Begins a session before the handler, and sends its cookies after it.

use actix_web::{
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderValue, SET_COOKIE},
    middleware::Next,
};

use super::{browser_cookie, keep_alive, known_device, remember_me, social_return};
use crate::web::sign_in::last_method;

/// Lets a verifier of a social sign-in start a session, then answers the request and adds
/// the cookies that it made necessary.
pub async fn lifecycle<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let mut answer = match social_return::exchange(req.request()).await {
        Ok(None) => next.call(req).await?.map_into_boxed_body(),
        Ok(Some(answer)) => req.into_response(answer),
        Err(error) => req.error_response(error),
    };
    let mut cookies = keep_alive::extend(answer.request()).await;
    cookies.extend(known_device::set_cookie(answer.request()));
    cookies.extend(browser_cookie::set_cookie(answer.request()));
    cookies.extend(last_method::set_cookie(answer.request()));
    remember_me::note(answer.request());
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        answer.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(answer)
}
