//! The commands of the person who runs the server: none loses data without warning, waits
//! without limit or explanation, or leaves anything behind.

mod addresses;
mod admin;
mod backup;
mod limits;
mod locks;
mod logins;
mod metrics;
mod people;
// It checks which executable a process runs.
#[cfg(target_os = "linux")]
mod replaced;
mod revert;
pub mod server;
mod suspended;

use std::process::Output;

use tenantry::{
    config::{Config, DatabaseUrl, Env},
    db::Connector,
};
use tokio::process::Command;

use crate::harness::{TestDatabase, program};

/// Returns the program with only these variables.
fn tenantry(arguments: &[&str], variables: &[(&str, &str)]) -> Command {
    let mut command = program(arguments);
    command.envs(variables.iter().copied());
    command
}

async fn on(database: &TestDatabase, arguments: &[&str], more: &[(&str, &str)]) -> Output {
    let (url, owner_url) = (database.url(), database.owner_url());
    let own = [("DATABASE_URL", url.as_str()), ("DATABASE_MIGRATION_URL", &owner_url)];
    tenantry(arguments, &own).envs(more.iter().copied()).output().await.unwrap()
}

/// Returns both streams.
fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

/// Returns the owner's connections; locked tables are retried for `seconds`.
fn owner(database: &TestDatabase, seconds: &str) -> Connector {
    let config = Config::load(Env::from([("DB_MIGRATION_WAIT_SECS", seconds)])).unwrap();
    Connector::new(&DatabaseUrl::from(database.owner_url()), &config.database).unwrap()
}
