//! One line per request, found again by the request id that the answer carries.

use std::{fmt, time::Instant};

use actix_web::{
    HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{HeaderName, HeaderValue},
    middleware::Next,
};
use uuid::Uuid;

use crate::telemetry::metrics;

/// Names one request in the log, the answer's header and the error page.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(Uuid);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Logs and counts the request. The path is logged without its query, and by its
/// route pattern where a segment is a secret.
pub async fn request_log<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let started = Instant::now();
    let id = RequestId(Uuid::now_v7());
    req.extensions_mut().insert(id);
    let mut answer = next.call(req).await?;
    let name = HeaderName::from_static("x-request-id");
    answer.headers_mut().insert(name, HeaderValue::from_str(&id.to_string())?);
    report(&answer, id, started);
    Ok(answer)
}

fn report<B>(answer: &ServiceResponse<B>, id: RequestId, started: Instant) {
    let duration = started.elapsed();
    let req = answer.request();
    let status = answer.status().as_u16();
    // Finding the pattern is matching once more: only for those who need it.
    let has_secret = req.match_info().get("token").is_some();
    let pattern = if has_secret || metrics::are_kept() { pattern(req) } else { String::new() };
    metrics::request(&pattern, status, duration);
    let path = if has_secret { pattern.as_str() } else { req.path() };
    tracing::info!(
        request.id = %id,
        http.method = %req.method(),
        http.path = path,
        http.status = status,
        duration_ms = duration.as_secs_f64() * 1000.0,
        "Answered"
    );
}

fn pattern(req: &HttpRequest) -> String {
    req.match_pattern().unwrap_or_else(|| String::from("unmatched"))
}
