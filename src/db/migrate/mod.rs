//! Brings the schema up to date, one instance at a time.
//!
//! Each migration is one transaction, and the lock that keeps other instances out ends
//! with it. Nothing outlives the transaction, so a pooler may lend the connection to
//! anyone afterwards. A script that can't be a transaction has one beside it: see `outside`.

mod error;
mod exclusive;
mod grants;
mod holders;
mod loss;
mod losses;
mod outside;
mod revert;
mod scripts;
mod simple_query;
mod statements;

use std::collections::HashSet;

use diesel::{QueryDsl as _, QueryResult};
use diesel_async::{AsyncPgConnection, RunQueryDsl as _};
use tokio_postgres::Client;

use self::exclusive::exclusively;
pub(super) use self::simple_query::rows;
pub use self::{
    error::MigrateError,
    loss::{Loss, Losses},
    revert::{Reverted, revert_last, would_lose},
    scripts::Script,
};
use super::{Connector, Db, DbError, Scope as _};
use crate::config::IdentityConfig;

/// The set of tables that this installation has.
#[derive(Clone, Copy, Debug)]
pub struct Migrations {
    /// Whether they include the embedded provider's tables.
    pub neon_auth: bool,
}

impl Migrations {
    /// Chooses the set: we create the embedded provider's tables; a hosted provider
    /// creates its own.
    pub fn of(identity: &IdentityConfig) -> Self {
        Self { neon_auth: matches!(identity, IdentityConfig::Embedded { .. }) }
    }
}

/// Applies pending migrations and lets `runtime_login` act as the app's role.
///
/// Instances that start together wait for each other. `runtime_login` is the serving
/// login if it isn't the one that migrates.
pub async fn migrate(
    connector: &Connector,
    migrations: Migrations,
    runtime_login: Option<&str>,
) -> Result<usize, MigrateError> {
    apply(connector, scripts::of(migrations), runtime_login).await
}

/// Like [`migrate`], with these scripts.
pub async fn apply<'a>(
    connector: &Connector,
    scripts: impl Iterator<Item = &'a Script>,
    runtime_login: Option<&str>,
) -> Result<usize, MigrateError> {
    let client = connector.client().await?;
    let scripts: Vec<_> = scripts.collect();
    let mut applied = 0;
    loop {
        let step = async || step(&client, connector, &scripts, runtime_login).await;
        match exclusively(&client, connector.migration_wait(), step).await? {
            Some(name) => tracing::info!(migration = name, "Applied"),
            None => return Ok(applied),
        }
        applied += 1;
    }
}

/// Applies the first missing migration, or the grants if there is none.
async fn step<'a>(
    client: &Client,
    connector: &Connector,
    scripts: &[&'a Script],
    runtime_login: Option<&str>,
) -> Result<Option<&'a str>, MigrateError> {
    grants::prepare(client).await?;
    let applied = applied_last_first(client).await?;
    let missing = scripts.iter().find(|script| !applied.contains(&script.version));
    let Some(script) = missing else {
        grants::grant(client, runtime_login).await?;
        return Ok(None);
    };
    if script.is_outside() {
        outside::run(client, connector, script).await?;
    } else {
        run(client, script, &script.up).await?;
    }
    let record = "INSERT INTO __diesel_schema_migrations (version) VALUES";
    client.batch_execute(&format!("{record} ('{}')", script.version)).await?;
    Ok(Some(&script.name))
}

async fn run(client: &Client, script: &Script, sql: &str) -> Result<(), MigrateError> {
    client.batch_execute(sql).await.map_err(|error| MigrateError::of_script(&script.name, error))
}

/// Returns the versions in the table, the one applied last first.
async fn applied_last_first(client: &Client) -> Result<Vec<String>, MigrateError> {
    let sql = "SELECT version FROM __diesel_schema_migrations ORDER BY run_on DESC, version DESC";
    let rows = rows(client, sql).await?;
    Ok(rows.iter().filter_map(|row| row.get(0)).map(str::to_owned).collect())
}

/// Returns all versions that belong to an installation.
pub(super) fn versions(migrations: Migrations) -> HashSet<String> {
    scripts::of(migrations).map(|script| script.version.clone()).collect()
}

/// Returns the versions that are applied.
pub(super) async fn applied_versions(
    conn: &mut &AsyncPgConnection,
) -> QueryResult<HashSet<String>> {
    let versions = applied::table.select(applied::version).load::<String>(conn).await?;
    Ok(versions.into_iter().collect())
}

/// Returns the names of the migrations that aren't applied yet.
pub async fn pending(db: &Db, migrations: Migrations) -> Result<Vec<String>, MigrateError> {
    let applied = applied(db).await?;
    let missing = scripts::of(migrations).filter(|script| !applied.contains(&script.version));
    Ok(missing.map(|script| script.name.clone()).collect())
}

/// Returns the applied versions that this build has no migration for, with either
/// provider.
pub async fn unknown(db: &Db) -> Result<Vec<String>, MigrateError> {
    let known = versions(Migrations { neon_auth: true });
    let mut unknown: Vec<_> = applied(db).await?.difference(&known).cloned().collect();
    unknown.sort();
    Ok(unknown)
}

async fn applied(db: &Db) -> Result<HashSet<String>, DbError> {
    db.as_system("look which migrations are applied", async |db| {
        Ok(applied_versions(&mut db.conn().driver()).await?)
    })
    .await
}

diesel::table! {
    #[sql_name = "__diesel_schema_migrations"]
    applied (version) {
        version -> Varchar,
    }
}

/// Quotes a name as an SQL identifier.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
