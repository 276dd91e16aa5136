//! What the server says about itself: log lines and metrics.

pub mod metrics;

use tracing_subscriber::{EnvFilter, fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::LogFormat;

/// Starts logging to standard output; `RUST_LOG` chooses what, default `info`.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| {
        EnvFilter::new("info,actix_session=error,actix_server=warn,lettre=warn")
    });
    let registry = tracing_subscriber::registry().with(filter);
    // A second call, as in tests, leaves the first one's subscriber in place.
    let _already_started = match format {
        LogFormat::Json => {
            registry.with(fmt::layer().json().flatten_event(true).with_target(false)).try_init()
        }
        LogFormat::Pretty => registry.with(fmt::layer().compact().with_target(false)).try_init(),
    };
}
