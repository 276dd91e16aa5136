//! `tenantry doctor`

use std::io::Write as _;

use anyhow::ensure;

use super::database;
use crate::{
    clock::Clock,
    config::{Config, ConfigErrors},
    doctor,
};

/// Prints every problem and its fix; fails if there are any.
pub async fn run(config: Result<Config, ConfigErrors>, json: bool) -> anyhow::Result<()> {
    let (config, cluster) = match config {
        Ok(config) => {
            let (config, cluster) = database::existing(config).await?;
            (Ok(config), cluster)
        }
        Err(errors) => (Err(errors), None),
    };
    let report = Box::pin(doctor::examine(config, &Clock::default())).await;
    if let Some(cluster) = cluster {
        cluster.stop().await?;
    }
    let text =
        if json { serde_json::to_string_pretty(&report)? + "\n" } else { report.to_string() };
    std::io::stdout().write_all(text.as_bytes())?;
    let failures = report.failures();
    ensure!(failures == 0, "{failures} of {} checks failed", report.checks.len());
    Ok(())
}
