//! Checks the environment variables themselves.

use super::{Check, Report};
use crate::config::{Config, ConfigErrors, IdentityConfig};

const NAME: &str = "configuration";

/// Reports every problem by variable. No other check is possible then.
pub(super) fn unreadable(errors: &ConfigErrors) -> Report {
    let problems = &errors.0;
    let names: Vec<_> = problems.iter().map(|problem| problem.variable).collect();
    let mends: Vec<_> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.variable, problem.message))
        .collect();
    let seen = format!("the server does not start with this: {}", names.join(", "));
    Report { checks: vec![Check::failed(NAME, seen, mends.join("\n"))] }
}

pub(super) fn passed(config: &Config) -> Check {
    let environment =
        if config.server.environment.is_production() { "production" } else { "development" };
    let provider = match config.identity {
        IdentityConfig::Embedded { .. } => "the embedded provider",
        IdentityConfig::Hosted(_) => "a hosted provider",
    };
    Check::passed(NAME, format!("{environment}, {provider}, {}", config.server.public_url))
}
