//! Logs one line per request; the request id in the response leads to it.

mod line;
mod span;
mod trace;

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
    web::Data,
};

use tracing::Instrument as _;

use self::{
    line::{Counted, Line},
    trace::trace_id,
};
use crate::{
    config::LogClient,
    identity::wire::known_calls,
    telemetry::metrics,
    web::{
        request::{
            annotations::{ByUser, InTenant, RequestId},
            client_info::{self, is_from_proxy},
        },
        state::AppState,
    },
};

/// The routes that machines ask every few seconds; logged at debug only.
const PROBES: [&str; 2] = ["/healthz", "/readyz"];

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
) -> actix_web::Result<ServiceResponse<Counted<B>>> {
    let started = Instant::now();
    let id = id(&req);
    req.extensions_mut().insert(id.clone());
    let span = span::of(&req);
    let mut answer = next.call(req).instrument(span.clone()).await?;
    let name = HeaderName::from_static("x-request-id");
    answer.headers_mut().insert(name, HeaderValue::from_str(&id.to_string())?);
    let line = report(&answer, id, started);
    span::end(&span, &line);
    Ok(answer.map_body(|_, body| Counted { body, line }))
}

/// Returns the id that one of our proxies has given, or a new one.
fn id(req: &ServiceRequest) -> RequestId {
    let given = req.headers().get("x-request-id").filter(|_| is_from_proxy(req.request()));
    let given = given.and_then(|id| RequestId::given(id.to_str().ok()?));
    given.unwrap_or_else(RequestId::new)
}

fn report<B>(answer: &ServiceResponse<B>, id: RequestId, started: Instant) -> Line {
    let duration = started.elapsed();
    let req = answer.request();
    let status = answer.status().as_u16();
    let pattern = req.match_pattern();
    let method = method_to_log(req.method());
    metrics::request(pattern.as_deref().unwrap_or("unmatched"), method, status, duration);
    let state = req.app_data::<Data<AppState>>();
    let shown = state.map_or(LogClient::Address, |state| state.config.server.log_client);
    Line {
        id,
        trace: trace_id(req).map(str::to_owned),
        method: method.to_owned(),
        path: path_to_log(req.path(), pattern.as_deref()).into_owned(),
        status,
        tenant: req.extensions().get::<InTenant>().map(|tenant| tenant.0),
        user: req.extensions().get::<ByUser>().map(|user| user.0),
        client: client_info::ip(req).and_then(|ip| shown.shown(ip)),
        duration,
        is_probe: pattern.as_deref().is_some_and(|pattern| PROBES.contains(&pattern)),
        bytes: 0,
    }
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
