//! Checks the environment variables themselves.

use super::{Check, Report};
use crate::config::{Config, ConfigErrors, IdentityConfig};

const NAME: &str = "configuration";
const VARIABLES: &str = "variables";

/// Reports every problem by variable. No other check is possible then.
pub(super) fn unreadable(errors: &ConfigErrors) -> Report {
    let problems = &errors.0;
    let names: Vec<_> = problems.iter().map(|problem| problem.variable).collect();
    let mends: Vec<_> = problems
        .iter()
        .map(|problem| format!("{}: {}", problem.variable, problem.message))
        .collect();
    let seen = format!("the server doesn't start with this: {}", names.join(", "));
    Report { checks: vec![Check::failed(NAME, seen, mends.join("\n"))] }
}

/// Finds variables that seem to be meant for us and that nobody reads.
pub(super) fn variables(config: &Config) -> Check {
    if config.misspelt.is_empty() {
        return Check::passed(VARIABLES, "none that is set looks like a misspelt one of ours");
    }
    let told: Vec<_> = config.misspelt.iter().map(ToString::to_string).collect();
    Check::failed(VARIABLES, told.join("\n"), "Correct the name, or take the variable away.")
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
