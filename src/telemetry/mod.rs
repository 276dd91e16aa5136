//! Log lines and metrics.

pub mod metrics;
mod process;

use tracing_subscriber::{fmt, layer::SubscriberExt as _, util::SubscriberInitExt as _};

use crate::config::{LogFormat, ServerConfig};

/// Starts logging to standard output: `RUST_LOG` selects the lines, `LOG_FORMAT` their
/// format.
pub fn start(config: &ServerConfig) {
    let registry = tracing_subscriber::registry().with(*config.log_filter.clone());
    // A second call, as in tests, leaves the first one's subscriber in place.
    let _already_started = match config.log_format {
        LogFormat::Json => {
            registry.with(fmt::layer().json().flatten_event(true).with_target(false)).try_init()
        }
        LogFormat::Pretty => registry.with(fmt::layer().compact().with_target(false)).try_init(),
    };
}
