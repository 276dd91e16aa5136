//! Traces: spans of requests, statements, calls to providers and hashes, for a collector that
//! speaks OpenTelemetry's protocol over HTTP.
//!
//! Spans have a target of their own. Without a collector nothing is interested in it, so that
//! no span is made.

use std::sync::OnceLock;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig as _, WithHttpConfig as _};
use opentelemetry_sdk::{
    Resource,
    trace::{Sampler, SdkTracer, SdkTracerProvider},
};

use crate::config::TraceConfig;

/// The target of all spans.
pub const TARGET: &str = "spans";

static PROVIDER: OnceLock<SdkTracerProvider> = OnceLock::new();

/// Begins to export, on a thread of its own; `None` if that is impossible, which is logged.
pub(super) fn start(config: &TraceConfig) -> Option<SdkTracer> {
    let exporter = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(config.url())
        .with_headers(config.headers.pairs())
        .build();
    let exporter = match exporter {
        Ok(exporter) => exporter,
        Err(error) => {
            eprintln!("OTEL_EXPORTER_OTLP_ENDPOINT: traces can't be exported: {error}");
            return None;
        }
    };
    let sampler = Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(config.ratio)));
    let provider = SdkTracerProvider::builder()
        .with_batch_exporter(exporter)
        .with_sampler(sampler)
        .with_resource(Resource::builder().with_service_name(config.service.clone()).build())
        .build();
    let tracer = provider.tracer("tenantry");
    let _already_started = PROVIDER.set(provider);
    Some(tracer)
}

/// Sends what has not left yet; blocks for a few seconds at most.
pub fn stop() {
    if let Some(provider) = PROVIDER.get()
        && let Err(error) = provider.shutdown()
    {
        tracing::warn!(error.cause = %error, "The last spans could not be exported");
    }
}
