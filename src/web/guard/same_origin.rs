//! Refuses state changes that other sites started (ASVS 3.5.1).

use actix_web::{
    HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{COOKIE, HeaderName, ORIGIN},
    middleware::Next,
    web,
};

use super::credential::bearer;
use crate::web::{error::AppError, state::AppState};

/// Lets unsafe methods pass only when they come from our own pages, from a page
/// that CORS trusts, or from a program.
pub async fn same_origin<B: MessageBody + 'static>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    if req.method().is_safe() || is_own(req.request()) {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    Ok(req.error_response(AppError::CrossSite))
}

fn is_own(req: &HttpRequest) -> bool {
    let Some(state) = req.app_data::<web::Data<AppState>>() else { return false };
    let header = |name: HeaderName| req.headers().get(name).map(|value| value.as_bytes().to_vec());
    let fetch_site = HeaderName::from_static("sec-fetch-site");
    match (header(ORIGIN), header(fetch_site)) {
        (Some(origin), _) => is_trusted(&state.config.server, &origin, req.path()),
        (None, Some(site)) => site == b"same-origin",
        (None, None) => req.path().starts_with("/api/") && is_program(req),
    }
}

/// A form of another site sends cookies and cannot send an `Authorization` header.
fn is_program(req: &HttpRequest) -> bool {
    !req.headers().contains_key(COOKIE) || bearer(req).is_some()
}

fn is_trusted(server: &crate::config::ServerConfig, origin: &[u8], path: &str) -> bool {
    let is = |known: String| known.as_bytes() == origin;
    let may_call = || server.cors_origins.iter().any(|calling| is(calling.origin()));
    is(server.public_url.origin()) || (path.starts_with("/api/v1/") && may_call())
}
