//! The span of a request, in the trace that a proxy of ours has begun or in one of its own.

use actix_web::dev::ServiceRequest;
use opentelemetry::{
    Context,
    trace::{SpanContext, SpanId, TraceContextExt as _, TraceFlags, TraceId, TraceState},
};
use tracing::{Span, field::Empty, info_span};
use tracing_opentelemetry::OpenTelemetrySpanExt as _;

use super::{
    line::Line,
    trace::{Parent, parent},
};

/// Begins the span; none if nobody wants it.
pub(super) fn of(req: &ServiceRequest) -> Span {
    let span = info_span!(
        target: "spans",
        "request",
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = Empty,
        http.route = Empty,
        http.response.status_code = Empty,
        tenantry.request_id = Empty,
    );
    if !span.is_disabled()
        && let Some(context) = parent(req.request()).as_ref().and_then(remote)
    {
        let _unsampled = span.set_parent(Context::new().with_remote_span_context(context));
    }
    span
}

/// Adds what is known at the end: the route's pattern, never the path.
pub(super) fn end(span: &Span, line: &Line) {
    if span.is_disabled() {
        return;
    }
    // The name can be changed only there once the span has begun.
    span.context().span().update_name(format!("{} {}", line.method, line.path));
    span.record("http.request.method", &*line.method);
    span.record("http.route", &*line.path);
    span.record("http.response.status_code", line.status);
    span.record("tenantry.request_id", line.id.to_string());
    if line.status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

fn remote(parent: &Parent<'_>) -> Option<SpanContext> {
    let trace = TraceId::from_hex(parent.trace).ok()?;
    let span = SpanId::from_hex(parent.span).ok()?;
    let flags = if parent.is_sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
    Some(SpanContext::new(trace, span, flags, true, TraceState::default()))
}
