//! Brings the schema up to date, one instance at a time.
//!
//! Each migration is one transaction, and so is the lock that keeps other instances
//! away: nothing outlives it, so a pooler may lend the connection to anybody afterwards.

mod error;
mod exclusive;
mod grants;
mod holders;
mod loss;
mod losses;
mod revert;
mod scripts;
mod simple_query;

use std::collections::HashSet;

use diesel::{QueryDsl as _, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use tokio_postgres::Client;

pub(super) use self::simple_query::rows;
pub use self::{
    error::MigrateError,
    loss::{Loss, Losses},
    revert::{Reverted, revert_last, would_lose},
};
use self::{exclusive::exclusively, scripts::Script};
use super::{Connector, Db, DbError, Scope as _};
use crate::config::IdentityConfig;

/// Which tables this installation has.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// Whether the embedded provider's tables are among them.
    pub neon_auth: bool,
}

impl Migrations {
    /// The embedded provider's tables are ours to make; a hosted one makes its own.
    pub fn of(identity: &IdentityConfig) -> Self {
        Self { neon_auth: matches!(identity, IdentityConfig::Embedded { .. }) }
    }
}

/// Applies what is pending and lets `runtime_login` act as the app's role.
///
/// Instances that start together wait for each other. `runtime_login` is the login that
/// serves requests where it is not the one that migrates.
pub async fn migrate(
    connector: &Connector,
    migrations: Migrations,
    runtime_login: Option<&str>,
) -> Result<usize, MigrateError> {
    let client = connector.client().await?;
    let mut applied = 0;
    loop {
        let step = async || step(&client, migrations, runtime_login).await;
        match exclusively(&client, connector.migration_wait(), step).await? {
            Some(name) => tracing::info!(migration = name, "Applied"),
            None => return Ok(applied),
        }
        applied += 1;
    }
}

/// The first migration that is missing, or the grants once there is none.
async fn step(
    client: &Client,
    migrations: Migrations,
    runtime_login: Option<&str>,
) -> Result<Option<&'static str>, MigrateError> {
    grants::prepare(client).await?;
    let applied = applied_last_first(client).await?;
    let missing = scripts::of(migrations).find(|script| !applied.contains(&script.version));
    let Some(script) = missing else {
        grants::grant(client, runtime_login).await?;
        return Ok(None);
    };
    run(client, script, &script.up).await?;
    let record = "INSERT INTO __diesel_schema_migrations (version) VALUES";
    client.batch_execute(&format!("{record} ('{}')", script.version)).await?;
    Ok(Some(&script.name))
}

async fn run(client: &Client, script: &Script, sql: &str) -> Result<(), MigrateError> {
    client.batch_execute(sql).await.map_err(|error| MigrateError::of_script(&script.name, error))
}

/// The versions in the table, the one applied last first.
async fn applied_last_first(client: &Client) -> Result<Vec<String>, MigrateError> {
    let sql = "SELECT version FROM __diesel_schema_migrations ORDER BY run_on DESC, version DESC";
    let rows = rows(client, sql).await?;
    Ok(rows.iter().filter_map(|row| row.get(0)).map(str::to_owned).collect())
}

/// The versions that an installation consists of.
pub(super) fn versions(migrations: Migrations) -> HashSet<String> {
    scripts::of(migrations).map(|script| script.version.clone()).collect()
}

/// The versions that are applied.
pub(super) async fn applied_versions(
    conn: &mut &AsyncPgConnection,
) -> QueryResult<HashSet<String>> {
    let versions = applied::table.select(applied::version).load::<String>(conn).await?;
    Ok(versions.into_iter().collect())
}

/// The names of the migrations that are not applied.
pub async fn pending(db: &Db, migrations: Migrations) -> Result<Vec<String>, MigrateError> {
    let applied = applied(db).await?;
    let missing = scripts::of(migrations).filter(|script| !applied.contains(&script.version));
    Ok(missing.map(|script| script.name.clone()).collect())
}

/// The versions that are applied and that this build has no migration for, whichever its
/// provider.
pub async fn unknown(db: &Db) -> Result<Vec<String>, MigrateError> {
    let known = versions(Migrations { neon_auth: true });
    let mut unknown: Vec<_> = applied(db).await?.difference(&known).cloned().collect();
    unknown.sort();
    Ok(unknown)
}

async fn applied(db: &Db) -> Result<HashSet<String>, DbError> {
    db.as_system("look which migrations are applied", async |db| {
        Ok(applied_versions(&mut db.conn()).await?)
    })
    .await
}

diesel::table! {
    #[sql_name = "__diesel_schema_migrations"]
    applied (version) {
        version -> Varchar,
    }
}

/// A name as a quoted SQL identifier.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
