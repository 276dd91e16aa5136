//! Log lines, metrics and traces.

pub mod metrics;
mod process;
pub mod traces;

use tracing::{Dispatch, level_filters::LevelFilter};
use tracing_subscriber::{
    Layer as _, filter::Targets, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _,
};

use crate::config::{LogFormat, ServerConfig, TraceConfig};

/// Starts logging to standard output: `RUST_LOG` selects the lines, `LOG_FORMAT` their
/// format. A second call, as in tests, leaves the first one's settings in place.
pub fn start(config: &ServerConfig) {
    let traces = config.traces.as_ref();
    let _already_started = subscriber(&config.log_filter, config.log_format, traces).try_init();
}

fn subscriber(filter: &Targets, format: LogFormat, traces: Option<&TraceConfig>) -> Dispatch {
    let lines = filter.clone().with_target(traces::TARGET, LevelFilter::OFF);
    let log = match format {
        LogFormat::Json => {
            fmt::layer().json().flatten_event(true).with_target(false).with_filter(lines).boxed()
        }
        LogFormat::Pretty => fmt::layer().compact().with_target(false).with_filter(lines).boxed(),
    };
    let log = tracing_subscriber::registry().with(log);
    // With a layer that is `None`, every span would be made all the same.
    let Some(tracer) = traces.and_then(traces::start) else { return log.into() };
    let only = Targets::new().with_target(traces::TARGET, LevelFilter::INFO);
    log.with(tracing_opentelemetry::layer().with_tracer(tracer).with_filter(only)).into()
}

#[cfg(test)]
mod tests {
    use tracing::{Level, dispatcher, enabled};

    use super::*;

    #[test]
    fn no_span_is_made_without_a_collector() {
        let lines = Targets::new().with_default(LevelFilter::INFO);
        dispatcher::with_default(&subscriber(&lines, LogFormat::Json, None), || {
            assert!(enabled!(Level::INFO), "lines are written");
            assert!(!enabled!(target: traces::TARGET, Level::INFO));
        });
    }
}
