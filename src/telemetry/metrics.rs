//! Metrics for Prometheus.

use std::{sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::db::Db;

static RECORDER: OnceLock<Option<PrometheusHandle>> = OnceLock::new();

/// Upper bounds of the latency buckets, in seconds.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 5.0];

/// Starts collecting; one recorder serves the whole process.
pub fn start() -> Option<PrometheusHandle> {
    RECORDER.get_or_init(install).clone()
}

fn install() -> Option<PrometheusHandle> {
    let name = Matcher::Full(String::from("http_request_duration_seconds"));
    let builder = PrometheusBuilder::new().set_buckets_for_metric(name, &BUCKETS).ok()?;
    let handle = builder.install_recorder().ok()?;
    metrics::describe_counter!("http_requests_total", "Answered requests.");
    metrics::describe_histogram!("http_request_duration_seconds", "Time to the answer.");
    metrics::describe_gauge!("db_connections", "Connections to Postgres.");
    Some(handle)
}

/// Whether metrics are collected. Without a listener they aren't, since only reading
/// empties the collection.
pub fn are_kept() -> bool {
    RECORDER.get().is_some_and(Option::is_some)
}

/// Sorts collected values into their buckets, in case no one reads them; to be called
/// regularly.
pub fn run_upkeep() {
    if let Some(Some(handle)) = RECORDER.get() {
        handle.run_upkeep();
    }
}

/// Counts one answered request under its route pattern, never its path.
pub fn request(route: &str, status: u16, duration: Duration) {
    if !are_kept() {
        return;
    }
    let labels = [("route", route.to_owned()), ("status", status.to_string())];
    metrics::counter!("http_requests_total", &labels).increment(1);
    let route = [("route", route.to_owned())];
    metrics::histogram!("http_request_duration_seconds", &route).record(duration.as_secs_f64());
}

/// Renders the metrics in Prometheus' text format.
pub fn render(handle: &PrometheusHandle, db: &Db) -> String {
    let (open, idle) = db.connections();
    gauge("open", open);
    gauge("idle", idle);
    handle.run_upkeep();
    handle.render()
}

fn gauge(state: &'static str, count: usize) {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    metrics::gauge!("db_connections", "state" => state).set(f64::from(count));
}
