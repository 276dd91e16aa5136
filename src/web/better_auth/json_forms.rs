//! `POST /auth/verify-email` and `/auth/forgot-password` for scripts: accepts JSON and
//! returns the provider's answer, errors included, unchanged.

use actix_web::{HttpRequest, HttpResponse, web};

use super::passthrough;
use crate::web::{access::Anyone, state::AppState};

/// `POST /auth/verify-email` `{email, otp}`; forwards the provider's cookie.
pub async fn verify_email(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    body: web::Bytes,
) -> HttpResponse {
    pass(&req, &state, "/email-otp/verify-email", &body).await
}

/// `POST /auth/forgot-password` `{email}`.
pub async fn forgot_password(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    body: web::Bytes,
) -> HttpResponse {
    pass(&req, &state, "/email-otp/request-password-reset", &body).await
}

async fn pass(req: &HttpRequest, state: &AppState, path: &str, body: &[u8]) -> HttpResponse {
    let request = passthrough::request(req, path.to_owned(), body.to_vec());
    passthrough::answer(state.identity.call(request).await)
}
