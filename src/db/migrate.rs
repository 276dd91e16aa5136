//! Brings the schema up to date, one instance at a time.

use std::collections::HashSet;

use diesel::{
    QueryDsl as _,
    migration::{Migration, MigrationSource},
    pg::Pg,
};
use diesel_async::{
    AsyncMigrationHarness, AsyncPgConnection, RunQueryDsl as _, SimpleAsyncConnection as _,
};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Connector, Db, DbError, Scope as _};
use crate::config::IdentityConfig;

const TENANTRY: EmbeddedMigrations = embed_migrations!("migrations/tenantry");
const NEON_AUTH: EmbeddedMigrations = embed_migrations!("migrations/neon_auth");

/// The advisory lock that migrating instances take; any constant will do.
const LOCK: i64 = 7_836_521_904;

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

impl MigrationSource<Pg> for Migrations {
    fn migrations(&self) -> diesel::migration::Result<Vec<Box<dyn Migration<Pg>>>> {
        let mut all = TENANTRY.migrations()?;
        if self.neon_auth {
            all.extend(MigrationSource::<Pg>::migrations(&NEON_AUTH)?);
        }
        Ok(all)
    }
}

/// Why the schema could not be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database is out of reach.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A migration failed; its transaction was rolled back.
    #[error("a migration failed: {0}")]
    Failed(String),
}

/// Applies what is pending and lets `runtime_login` act as the app's role.
///
/// Instances that start together wait for each other. `runtime_login` is the
/// login that serves requests where it is not the one that migrates.
pub async fn migrate(
    connector: &Connector,
    migrations: Migrations,
    runtime_login: Option<&str>,
) -> Result<usize, MigrateError> {
    let mut conn = locked(connector).await?;
    let applied =
        run(&mut conn, move |harness| Ok(harness.run_pending_migrations(migrations)?.len()));
    let applied = applied?;
    grant(&mut conn.into_inner(), runtime_login).await?;
    Ok(applied)
}

/// The names of the migrations that are not applied.
pub async fn pending(db: &Db, migrations: Migrations) -> Result<Vec<String>, MigrateError> {
    let wanted =
        migrations.migrations().map_err(|error| MigrateError::Failed(error.to_string()))?;
    let applied: HashSet<String> = db
        .as_system("look which migrations are applied", async |db| {
            let versions = applied::table.select(applied::version).load::<String>(&mut db.conn());
            Ok::<_, DbError>(versions.await?.into_iter().collect())
        })
        .await?;
    let missing = wanted
        .iter()
        .map(Migration::name)
        .filter(|name| !applied.contains(&name.version().to_string()));
    Ok(missing.map(ToString::to_string).collect())
}

diesel::table! {
    #[sql_name = "__diesel_schema_migrations"]
    applied (version) {
        version -> Varchar,
    }
}

/// Takes the last applied migration back.
pub async fn revert_last(connector: &Connector) -> Result<String, MigrateError> {
    let mut harness = locked(connector).await?;
    run(&mut harness, |harness| {
        Ok(harness.revert_last_migration(Migrations { neon_auth: true })?.to_string())
    })
}

type Harness = AsyncMigrationHarness<AsyncPgConnection>;

async fn locked(connector: &Connector) -> Result<Harness, DbError> {
    let mut conn = connector.connect().await?;
    // Held until the connection closes.
    conn.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})")).await?;
    conn.batch_execute("SET client_min_messages = warning").await?;
    Ok(AsyncMigrationHarness::new(conn))
}

fn run<T>(
    harness: &mut Harness,
    work: impl FnOnce(&mut Harness) -> diesel::migration::Result<T>,
) -> Result<T, MigrateError> {
    tokio::task::block_in_place(|| work(harness))
        .map_err(|error| MigrateError::Failed(error.to_string()))
}

async fn grant(
    conn: &mut AsyncPgConnection,
    runtime_login: Option<&str>,
) -> Result<(), MigrateError> {
    let readable = "GRANT SELECT ON __diesel_schema_migrations TO tenantry_app";
    conn.batch_execute(readable).await.map_err(DbError::from)?;
    let member = runtime_login.map_or_else(|| String::from("CURRENT_USER"), quoted);
    let granted = conn.batch_execute(&format!("GRANT {} TO {member}", super::APP_ROLE)).await;
    granted.map_err(DbError::from)?;
    if provider_tables_exist(conn).await? {
        // In a Neon branch these belong to the role neon_auth, and the grant
        // may not be ours to give; `doctor` says so where it is missing.
        let sql = "GRANT USAGE ON SCHEMA neon_auth TO tenantry_app; \
                   GRANT SELECT ON neon_auth.session, neon_auth.\"user\" TO tenantry_app";
        if let Err(error) = conn.batch_execute(sql).await {
            tracing::warn!(error.cause = %error, "neon_auth could not be opened to the server's role");
        }
    }
    Ok(())
}

async fn provider_tables_exist(conn: &mut AsyncPgConnection) -> Result<bool, DbError> {
    use diesel::{dsl::sql, select, sql_types::Bool};
    let exists = "to_regclass('neon_auth.session') IS NOT NULL AND to_regclass('neon_auth.\"user\"') IS NOT NULL";
    Ok(select(sql::<Bool>(exists)).get_result(conn).await?)
}

/// A name as a quoted SQL identifier.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
