//! Logs one line per request; the request id in the response leads to it.

use std::{borrow::Cow, time::Instant};

use actix_web::{
    HttpMessage as _,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        Method,
        header::{HeaderName, HeaderValue},
    },
    middleware::Next,
};
use tracing::field::display;

use crate::{
    identity::wire::known_calls,
    telemetry::metrics,
    web::request::annotations::{InTenant, RequestId},
};

/// The route pattern of the Better Auth calls.
const WIRE: &str = "/api/auth/{path:.*}";

/// The first path segments that we serve, as logged for paths that match no route.
const AREAS: [&str; 10] = [
    "/account/…",
    "/api/…",
    "/auth/…",
    "/dashboard/…",
    "/dev/…",
    "/healthz/…",
    "/invitations/…",
    "/o/…",
    "/readyz/…",
    "/static/…",
];

/// Logs and counts the request. Of its path it logs only words from our source code:
/// anything else may be a link's secret, mistyped or not.
pub async fn request_log<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let started = Instant::now();
    let id = RequestId::new();
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
    let pattern = req.match_pattern();
    metrics::request(pattern.as_deref().unwrap_or("unmatched"), status, duration);
    let tenant = req.extensions().get::<InTenant>().map(|tenant| display(tenant.0));
    tracing::info!(
        request.id = %id,
        http.method = method_to_log(req.method()),
        http.path = %path_to_log(req.path(), pattern.as_deref()),
        http.status = status,
        tenant.id = tenant,
        duration_ms = duration.as_secs_f64() * 1000.0,
        "Answered"
    );
}

/// Returns the method for the log. An unknown method can be as long as its sender likes.
fn method_to_log(method: &Method) -> &str {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
    ];
    if known.contains(method) { method.as_str() } else { "OTHER" }
}

/// Returns the route's pattern, or the name of the Better Auth call; for a path that
/// matches no route, its first segment if it's one of ours.
fn path_to_log<'a>(path: &str, pattern: Option<&'a str>) -> Cow<'a, str> {
    match pattern {
        Some(WIRE) => {
            let call = path.strip_prefix("/api/auth").unwrap_or_default();
            Cow::Owned(format!("/api/auth{}", known_calls::name(call)))
        }
        Some(pattern) => Cow::Borrowed(pattern),
        None => {
            let first = path.split('/').nth(1).unwrap_or_default();
            let known = AREAS.iter().find(|area| area.trim_matches(['/', '…']) == first);
            Cow::Borrowed(known.copied().unwrap_or("/…"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strangers_method_is_not_logged() {
        assert_eq!(method_to_log(&Method::PATCH), "PATCH");
        assert_eq!(method_to_log(&Method::from_bytes(b"A-TOKEN").unwrap()), "OTHER");
    }
}
