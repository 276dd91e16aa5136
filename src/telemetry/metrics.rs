//! Metrics for Prometheus.

use std::{sync::OnceLock, time::Duration};

use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use super::process;
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
    describe();
    metrics::gauge!("build_info", "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    Some(handle)
}

/// The counters, with what they count.
const COUNTERS: [(&str, &str); 7] = [
    ("db_pool_timeouts_total", "Requests that waited for a connection in vain."),
    ("db_pool_waits_total", "Requests that found no free connection."),
    ("http_requests_total", "Answered requests."),
    ("mails_total", "Deliveries tried."),
    ("rate_limited_total", "Acts that a limit refused."),
    ("sign_ins_refused_total", "Sign-ins refused."),
    ("sign_ins_total", "Sessions begun."),
];

/// The values that go up and down, with what they are.
const GAUGES: [(&str, &str); 9] = [
    ("build_info", "The program's version."),
    ("db_connections", "Connections to Postgres."),
    ("job_last_success_timestamp_seconds", "The time at which a job last went well."),
    ("migrations_pending", "Migrations that this build needs and the database lacks."),
    ("outbox_oldest_seconds", "The age of the oldest message that has not left."),
    ("outbox_waiting", "Messages that have not left."),
    ("process_cpu_seconds_total", "Processor time used."),
    ("process_resident_memory_bytes", "Memory in use."),
    ("process_start_time_seconds", "The time at which the process started."),
];

fn describe() {
    for (name, what) in COUNTERS {
        metrics::describe_counter!(name, what);
    }
    for (name, what) in GAUGES {
        metrics::describe_gauge!(name, what);
    }
    metrics::describe_histogram!("http_request_duration_seconds", "Time to the answer's head.");
}

/// Returns the names of all metrics.
pub fn names() -> Vec<&'static str> {
    let named = COUNTERS.into_iter().chain(GAUGES).map(|(name, _)| name);
    named.chain(["http_request_duration_seconds"]).collect()
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
pub fn request(route: &str, method: &str, status: u16, duration: Duration) {
    if !are_kept() {
        return;
    }
    let (method, status) = (method.to_owned(), status.to_string());
    let labels = [("route", route.to_owned()), ("method", method), ("status", status)];
    metrics::counter!("http_requests_total", &labels).increment(1);
    let route = [("route", route.to_owned())];
    metrics::histogram!("http_request_duration_seconds", &route).record(duration.as_secs_f64());
}

/// Notes that a job went well at `now`, in seconds since 1970.
pub fn job_went_well(job: &'static str, now: i64) {
    metrics::gauge!("job_last_success_timestamp_seconds", "job" => job).set(seconds(now));
}

fn seconds(whole: i64) -> f64 {
    u32::try_from(whole).map_or(f64::MAX, f64::from)
}

/// Renders the metrics in Prometheus' text format.
pub fn render(handle: &PrometheusHandle, db: &Db) -> String {
    let (open, idle) = db.connections();
    gauge("open", open);
    gauge("idle", idle);
    process::measure();
    handle.run_upkeep();
    handle.render()
}

fn gauge(state: &'static str, count: usize) {
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    metrics::gauge!("db_connections", "state" => state).set(f64::from(count));
}
