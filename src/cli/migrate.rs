//! `tenantry migrate`

use anyhow::Context as _;

use super::database;
use crate::{
    config::Config,
    db::{self, Connector, Reverted},
    telemetry,
};

/// Brings the schema up to date.
pub async fn run(mut config: Config) -> anyhow::Result<()> {
    telemetry::start(&config.server);
    let opened = database::open(&mut config).await?;
    opened.db.close();
    if let Some(cluster) = opened.cluster {
        cluster.stop().await?;
    }
    Ok(())
}

/// Reverts the last migration; the tables in `may_lose` may lose rows.
pub async fn revert(config: Config, may_lose: &[String]) -> anyhow::Result<()> {
    telemetry::start(&config.server);
    let (config, cluster) = database::existing(config).await?;
    let url = config.database.migration_url.as_ref().or(config.database.url.as_ref());
    let url = url.context("DATABASE_URL isn't set")?;
    let reverted = db::revert_last(&Connector::new(url, &config.database)?, may_lose).await;
    if let Some(cluster) = cluster {
        cluster.stop().await?;
    }
    say(&reverted?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "what a person reads who ran the command")]
fn say(Reverted { name, lost }: &Reverted) {
    println!("{name} reverted.");
    if !lost.is_empty() {
        println!("Lost with it:\n{lost}");
    }
}
