//! `tenantry migrate`

use anyhow::Context as _;

use super::database;
use crate::{
    config::Config,
    db::{self, Connector},
    telemetry,
};

/// Brings the schema up to date, or takes the last migration back.
pub async fn run(mut config: Config, revert: bool) -> anyhow::Result<()> {
    telemetry::start(&config.server);
    if !revert {
        let opened = database::open(&mut config).await?;
        opened.db.close();
        if let Some(cluster) = opened.cluster {
            cluster.stop().await?;
        }
        return Ok(());
    }
    let url = config.database.migration_url.clone().or_else(|| config.database.url.clone());
    let url = url.context("DATABASE_URL is not set")?;
    let name = db::revert_last(&Connector::new(&url, &config.database)?).await?;
    tracing::info!(migration = name, "Taken back");
    Ok(())
}
