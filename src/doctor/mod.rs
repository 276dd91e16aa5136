//! Looks for problems that break an installation and says how to fix them; changes
//! nothing.
//!
//! There is one file per subject. A check that depends on a failed one is skipped, so
//! that one mistake is one failed check.

mod clock;
mod configuration;
mod database;
mod isolation;
mod logins;
mod mail;
mod provider;
mod provider_calls;
mod provider_tables;
mod public_url;
mod queries;
mod report;

pub use self::report::{Check, Outcome, Report};
use crate::{
    clock::Clock,
    config::{Config, ConfigErrors},
};

/// Examines the installation that `config` describes.
pub async fn examine(config: Result<Config, ConfigErrors>, clock: &Clock) -> Report {
    let config = match config {
        Ok(config) => config,
        Err(errors) => return configuration::unreadable(&errors),
    };
    let (stored, provider, reached, mail) = futures_util::join!(
        database::examine(&config, clock),
        provider::examine(&config, clock),
        public_url::examine(&config.server),
        mail::check(&config),
    );
    let skews = [("the database", stored.skew), ("the provider", provider.skew)];
    let mut report = Report::default();
    report.add([configuration::passed(&config), configuration::variables(&config)]);
    report.add(stored.checks);
    report.add(provider.checks);
    report.add([clock::check(&skews)]);
    report.add(reached);
    report.add([mail]);
    report
}
