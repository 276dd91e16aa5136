//! The database a command works with: the configured one or, in development, a private
//! cluster.

use anyhow::{Context as _, bail};
use diesel_async::SimpleAsyncConnection as _;
use futures_util::try_join;

use crate::{
    config::{Config, DatabaseUrl},
    db::{
        self, Connector, Db, Migrations,
        embedded::{self, Cluster, EmbeddedOptions},
    },
};

/// An open database with an up-to-date schema.
pub struct Opened {
    /// The pool that serves requests.
    pub db: Db,
    /// The migrations that apply to this installation.
    pub migrations: Migrations,
    /// The private cluster, if there is one.
    pub cluster: Option<Cluster>,
}

/// Finds the database and migrates it. Fails if isolation isn't complete, and names the
/// table or role.
pub async fn open(config: &mut Config) -> anyhow::Result<Opened> {
    let cluster = private_cluster(config).await?;
    let url = config.database.url.clone().context("DATABASE_URL isn't set")?;
    let connector = Connector::new(&url, &config.database)?;
    let owner = match &config.database.migration_url {
        Some(url) => Some(Connector::new(url, &config.database)?),
        None => None,
    };
    db::examine_logins(&connector, owner.as_ref(), config.database.connect_timeout).await?;
    let migrations = Migrations::of(&config.identity);
    let db = Db::new(&url, &config.database)?;
    // The connection that serves is opened meanwhile; it has run no statement yet.
    let warm_up = async { db.warm_up().await.map_err(anyhow::Error::from) };
    try_join!(migrate(&connector, owner.as_ref(), migrations), warm_up)?;
    require_isolation(&db, migrations).await?;
    Ok(Opened { db, migrations, cluster })
}

async fn migrate(
    connector: &Connector,
    owner: Option<&Connector>,
    migrations: Migrations,
) -> anyhow::Result<()> {
    let applied = match owner {
        Some(owner) => db::migrate(owner, migrations, connector.login()).await?,
        None => db::migrate(connector, migrations, None).await?,
    };
    if applied > 0 {
        tracing::info!(migrations.applied = applied, "The schema is up to date");
    }
    Ok(())
}

async fn require_isolation(db: &Db, migrations: Migrations) -> anyhow::Result<()> {
    let gaps = db::gaps(db, migrations).await?;
    if gaps.is_empty() {
        return Ok(());
    }
    let lines: Vec<_> =
        gaps.iter().map(|gap| format!("  {}: {}", gap.object, gap.problem)).collect();
    bail!("tenants aren't safely isolated from each other:\n{}", lines.join("\n"))
}

/// Starts the private cluster if no database is configured, and writes its two logins
/// into the configuration: one owns the tables, the other serves.
async fn private_cluster(config: &mut Config) -> anyhow::Result<Option<Cluster>> {
    if config.database.url.is_some() {
        return Ok(None);
    }
    let cluster = embedded::start(options(config)).await?;
    if let Some(notice) = &cluster.notice {
        tracing::info!("{notice}");
    }
    make_logins(&cluster, config).await?;
    use_logins(&cluster, config);
    Ok(Some(cluster))
}

fn use_logins(cluster: &Cluster, config: &mut Config) {
    let url = |login| {
        let (password, host, port) = (cluster.password_of(login), &cluster.host, cluster.port);
        DatabaseUrl::from(format!("postgresql://{login}:{password}@{host}:{port}/tenantry"))
    };
    config.database.migration_url = Some(url(OWNER));
    config.database.url = Some(url(WEB));
}

const OWNER: &str = "tenantry_owner";
const WEB: &str = "tenantry_web";

/// Returns the options of the private cluster.
pub fn options(config: &Config) -> EmbeddedOptions {
    EmbeddedOptions::new(config.data_dir.join("pg"))
}

/// Returns the configuration with the logins of the private cluster, if that already
/// exists; unlike [`open`], it creates and migrates nothing.
pub async fn existing(mut config: Config) -> anyhow::Result<(Config, Option<Cluster>)> {
    if config.database.url.is_some() || !embedded::is_there(&options(&config)) {
        return Ok((config, None));
    }
    let cluster = embedded::start(options(&config)).await?;
    use_logins(&cluster, &mut config);
    Ok((config, Some(cluster)))
}

async fn make_logins(cluster: &Cluster, config: &Config) -> anyhow::Result<()> {
    let superuser = DatabaseUrl::from(cluster.superuser_url.clone());
    let mut conn = Connector::new(&superuser, &config.database)?.connect().await?;
    for (login, rights) in [(OWNER, "CREATEROLE"), (WEB, "NOCREATEROLE")] {
        let password = cluster.password_of(login);
        let sql = format!(
            "DO $$ BEGIN CREATE ROLE {login} LOGIN NOSUPERUSER NOBYPASSRLS {rights}; \
             EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
             ALTER ROLE {login} PASSWORD '{password}'"
        );
        conn.batch_execute(&sql).await?;
    }
    let shared = "DO $$ BEGIN CREATE ROLE tenantry_app NOLOGIN; \
                  EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$; \
                  GRANT tenantry_app TO tenantry_owner WITH ADMIN OPTION";
    conn.batch_execute(shared).await?;
    // The database already exists on every start but the first.
    if let Err(error) = conn.batch_execute("CREATE DATABASE tenantry OWNER tenantry_owner").await {
        tracing::debug!(error.cause = %error, "The private database was there already");
    }
    Ok(())
}
