//! Reads bodies whole, with a size and time limit, before anything else happens: a slow
//! sender never holds a database connection. Bodies are never decompressed: a compressed
//! one is refused before any of it is read.

use std::time::Duration;

use actix_web::{
    FromRequest as _, HttpMessage as _, HttpRequest,
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    http::header::{CONTENT_ENCODING, HeaderMap},
    web::Bytes,
};

use super::reject_nul;
use crate::web::error::AppError;

/// The time a body may take to arrive.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads the body into memory. Safe methods have no body: no handler reads any of it.
pub async fn read_body(req: &mut ServiceRequest) -> Result<(), AppError> {
    let payload = req.take_payload();
    if req.method().is_safe() {
        return Ok(());
    }
    if is_encoded(req.headers()) {
        return Err(AppError::EncodedBody);
    }
    // Boxed: every request would carry its state, and most have no body.
    let body = Box::pin(read(req.request(), payload)).await?;
    req.set_payload(Payload::from(without_mark(body)));
    Ok(())
}

async fn read(req: &HttpRequest, mut payload: Payload) -> Result<Bytes, AppError> {
    let read = Bytes::from_request(req, &mut payload);
    let outcome = actix_web::rt::time::timeout(TIMEOUT, read).await;
    let body = outcome.map_err(|_| AppError::TooSlow)?;
    let body = body.map_err(|error| match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => AppError::TooLarge,
        _ => AppError::BadRequest("The body did not arrive whole."),
    })?;
    reject_nul::check_body(req, &body)?;
    Ok(body)
}

/// Whether the body would have to be decompressed: a kilobyte can hold a megabyte.
fn is_encoded(headers: &HeaderMap) -> bool {
    let plain = |coding: &[u8]| coding.is_empty() || coding.eq_ignore_ascii_case(b"identity");
    headers.get_all(CONTENT_ENCODING).any(|coding| !plain(coding.as_bytes().trim_ascii()))
}

/// Strips the byte order mark that some programs put before a text; it has no meaning in
/// UTF-8 (RFC 8259 §8.1).
fn without_mark(body: Bytes) -> Bytes {
    if body.starts_with(b"\xef\xbb\xbf") { body.slice(3..) } else { body }
}
