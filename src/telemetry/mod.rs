//! Log lines, metrics and traces.

pub mod metrics;
mod process;
pub mod traces;

use tracing::level_filters::LevelFilter;
use tracing_subscriber::{
    Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::{LogFormat, ServerConfig};

/// Starts logging to standard output: `RUST_LOG` selects the lines, `LOG_FORMAT` their
/// format.
pub fn start(config: &ServerConfig) {
    let lines = Targets::clone(&config.log_filter).with_target(traces::TARGET, LevelFilter::OFF);
    let log = match config.log_format {
        LogFormat::Json => {
            fmt::layer().json().flatten_event(true).with_target(false).with_filter(lines).boxed()
        }
        LogFormat::Pretty => fmt::layer().compact().with_target(false).with_filter(lines).boxed(),
    };
    let spans = config.traces.as_ref().and_then(traces::start).map(|tracer| {
        let only = Targets::new().with_target(traces::TARGET, LevelFilter::INFO);
        tracing_opentelemetry::layer().with_tracer(tracer).with_filter(only)
    });
    // A second call, as in tests, leaves the first one's subscriber in place.
    let _already_started = tracing_subscriber::registry().with(log).with(spans).try_init();
}
