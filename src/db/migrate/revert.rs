//! Reverts a migration, and loses no data that the caller hasn't named.

use tokio_postgres::Client;

use super::{
    applied_last_first, error::MigrateError, exclusive::exclusively, grants, loss::Losses, losses,
    run, scripts,
};
use crate::db::Connector;

/// A reverted migration.
#[derive(Debug)]
pub struct Reverted {
    /// The migration's name.
    pub name: String,
    /// The data lost with it, all of which the caller allowed.
    pub lost: Losses,
}

/// Reverts the migration that was applied most recently.
///
/// `may_lose` names the tables (`neon_auth.user`) that may lose rows, or columns with
/// values. If it leaves one out, nothing is changed.
pub async fn revert_last(
    connector: &Connector,
    may_lose: &[String],
) -> Result<Reverted, MigrateError> {
    let client = connector.client().await?;
    let patience = connector.migration_wait();
    exclusively(&client, patience, async || revert(&client, may_lose).await).await
}

async fn revert(client: &Client, may_lose: &[String]) -> Result<Reverted, MigrateError> {
    grants::prepare(client).await?;
    let applied = applied_last_first(client).await?;
    let version = applied.into_iter().next().ok_or(MigrateError::NothingApplied)?;
    let script = scripts::called(&version).ok_or(MigrateError::NewerBuild(version))?;
    let lost = losses::of(client, async || run(client, script, &script.down).await).await?;
    let name = script.name.clone();
    let unnamed = lost.beyond(may_lose);
    if !unnamed.is_empty() {
        return Err(MigrateError::WouldLose { name, losses: unnamed });
    }
    run(client, script, &script.down).await?;
    let forget = "DELETE FROM __diesel_schema_migrations WHERE version =";
    client.batch_execute(&format!("{forget} '{}'", script.version)).await?;
    Ok(Reverted { name, lost })
}

/// Returns what `sql` would lose if it ran now. It's run and rolled back.
pub async fn would_lose(connector: &Connector, sql: &str) -> Result<Losses, MigrateError> {
    let client = connector.client().await?;
    let rehearsed =
        async || losses::of(&client, async || Ok(client.batch_execute(sql).await?)).await;
    exclusively(&client, connector.migration_wait(), rehearsed).await
}
