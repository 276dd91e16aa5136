//! Bodies are read whole, small and in time, before anything else is done: a
//! slow sender never holds a database connection. They are read as they come:
//! whoever packs one is told to unpack it, before any of it is read.

use std::time::Duration;

use actix_web::{
    FromRequest as _, HttpMessage as _, HttpRequest,
    body::{BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::header::{CONTENT_ENCODING, HeaderMap},
    middleware::Next,
    web::Bytes,
};

use super::reject_nul;
use crate::web::error::AppError;

/// How long a body may take to arrive.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Reads the body into memory. What cannot change anything has none: nothing of it
/// is read, by no handler.
pub async fn read_body<B: MessageBody + 'static>(
    mut req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<BoxBody>> {
    let mut payload = req.take_payload();
    if req.method().is_safe() {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    if is_encoded(req.headers()) {
        return Ok(req.error_response(AppError::EncodedBody));
    }
    match read(req.request(), &mut payload).await {
        Ok(body) => {
            req.set_payload(Payload::from(without_mark(body)));
            Ok(next.call(req).await?.map_into_boxed_body())
        }
        Err(error) => Ok(req.error_response(error)),
    }
}

async fn read(req: &HttpRequest, payload: &mut Payload) -> Result<Bytes, AppError> {
    let read = Bytes::from_request(req, payload);
    let outcome = actix_web::rt::time::timeout(TIMEOUT, read).await;
    let body = outcome.map_err(|_| AppError::TooSlow)?;
    let body = body.map_err(|error| match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => AppError::TooLarge,
        _ => AppError::BadRequest("The body did not arrive whole."),
    })?;
    reject_nul::body(req, &body)?;
    Ok(body)
}

/// Whether the body would have to be unpacked: a kilobyte can hold a megabyte.
fn is_encoded(headers: &HeaderMap) -> bool {
    let plain = |coding: &[u8]| coding.is_empty() || coding.eq_ignore_ascii_case(b"identity");
    headers.get_all(CONTENT_ENCODING).any(|coding| !plain(coding.as_bytes().trim_ascii()))
}

/// Some programs begin a text with a byte order mark, which says nothing in UTF-8
/// (RFC 8259 §8.1).
fn without_mark(body: Bytes) -> Bytes {
    if body.starts_with(b"\xef\xbb\xbf") { body.slice(3..) } else { body }
}
