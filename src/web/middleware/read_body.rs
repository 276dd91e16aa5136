//! Reads bodies whole, with a size and time limit, before anything else happens: a slow
//! sender never holds a database connection. Bodies are never decompressed: a compressed
//! one is refused before any of it is read.

use std::{future::Future, time::Duration};

use actix_web::{
    FromRequest as _, HttpMessage as _, HttpRequest,
    dev::{Payload, ServiceRequest},
    error::PayloadError,
    http::header::{CONTENT_ENCODING, HeaderMap},
    web::{Bytes, BytesMut},
};
use futures_util::StreamExt as _;

use super::{error_response, reject_nul};
use crate::locale::Text;
use crate::web::{
    access::credential::is_bearer_request, error::AppError, request::file_body, session_cookie,
    urls,
};

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
    if takes_file(req.request()) {
        let file = Box::pin(in_time(read_file(req.request(), payload))).await?;
        req.set_payload(Payload::from(file));
        return Ok(());
    }
    // Boxed: every request would carry its state, and most have no body.
    let body = without_mark(Box::pin(in_time(read(req.request(), payload))).await?);
    error_response::draft::keep(req.request(), &body);
    req.set_payload(Payload::from(body));
    Ok(())
}

async fn in_time(read: impl Future<Output = Result<Bytes, AppError>>) -> Result<Bytes, AppError> {
    actix_web::rt::time::timeout(TIMEOUT, read).await.map_err(|_| AppError::TooSlow)?
}

async fn read(req: &HttpRequest, mut payload: Payload) -> Result<Bytes, AppError> {
    let body = Bytes::from_request(req, &mut payload).await;
    let body = body.map_err(|error| match error.as_error::<PayloadError>() {
        Some(PayloadError::Overflow) => AppError::TooLarge,
        _ => AppError::BadRequest(NOT_WHOLE),
    })?;
    reject_nul::check_body(req, &body)?;
    Ok(body)
}

const NOT_WHOLE: Text = crate::text!("app-not-whole");

/// Whether the address takes a file, which is larger than a form and may hold any byte.
/// Strangers can't send one.
fn takes_file(req: &HttpRequest) -> bool {
    let path = req.path();
    let takes = (path.starts_with(urls::ORGANIZATIONS) && path.ends_with("/settings/logo"))
        || path == urls::OWN_PICTURE
        || (path.starts_with(urls::API_TENANT) && path.ends_with("/logo"));
    takes && (session_cookie::is_sent_with(req) || is_bearer_request(req))
}

/// Reads a file. A page's is cut off where it's too large, so that the form can say so.
async fn read_file(req: &HttpRequest, mut payload: Payload) -> Result<Bytes, AppError> {
    let mut file = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| AppError::BadRequest(NOT_WHOLE))?;
        file.extend_from_slice(&chunk);
        if file.len() > file_body::LIMIT {
            let is_call = req.path().starts_with(urls::API);
            return if is_call { Err(AppError::TooLarge) } else { Ok(file.freeze()) };
        }
    }
    Ok(file.freeze())
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
