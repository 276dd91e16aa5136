//! Looks for problems that break an installation and says how to fix them; changes
//! nothing.
//!
//! There is one file per subject. A check that depends on a failed one is skipped, so
//! that one mistake is one failed check.

mod clock;
mod configuration;
mod database;
mod mail;
mod provider;
mod provider_calls;
mod public_url;
mod report;

pub use self::report::{Check, Outcome, Report};
use crate::{
    clock::Clock,
    config::{Config, ConfigErrors},
    db::Db,
};

/// Examines, for a server that has just started, what it can't know by itself and others can
/// only see when it fails them.
pub async fn at_start(config: &Config, db: &Db, clock: &Clock) -> Report {
    let (provider, connections) =
        futures_util::join!(provider::examine(config, clock), database::at_start(config, db));
    let mut report = Report::default();
    report.add(provider.checks);
    report.add(connections);
    report.add(mail::from_nowhere(config));
    report
}

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
