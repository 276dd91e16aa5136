//! The connection pool: few connections, replaced when old, probed after idling.

use std::{path::Path, time::Duration};

use deadpool::{
    Runtime,
    managed::{Hook, HookError, QueueMode},
};
use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{
    AsyncPgConnection, SimpleAsyncConnection as _,
    pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod},
};
use futures_util::FutureExt as _;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls_improved::MakeRustlsConnect;

use super::{
    shares::Shares,
    tls,
    url::{self, Target},
};
use crate::config::{DatabaseConfig, DatabaseUrl};

type Manager = AsyncDieselConnectionManager<AsyncPgConnection>;
type Pool = deadpool::managed::Pool<Manager>;

/// A connection that idled longer is probed before it is used: Neon suspends
/// idle computes, and routers drop idle links without a word.
pub(super) const PROBE_AFTER: Duration = Duration::from_secs(30);

/// Why no pool could be made.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The URL cannot be used.
    #[error("DATABASE_URL: {0}.")]
    Url(#[from] url::InvalidUrl),
    /// The roots cannot be read.
    #[error("the database's CA file cannot be read: {0}")]
    Roots(#[from] std::io::Error),
    /// The pool's own settings contradict each other.
    #[error("the database pool cannot be built: {0}")]
    Build(#[from] deadpool::managed::BuildError),
}

/// How to open one connection.
#[derive(Clone)]
pub struct Connector {
    config: tokio_postgres::Config,
    tls: MakeRustlsConnect,
}

impl Connector {
    /// Understands `url` and logs what it had to read differently.
    pub fn new(url: &DatabaseUrl, config: &DatabaseConfig) -> Result<Self, PoolError> {
        let Target { config: mut target, root_cert, warnings } = url::parse(url.expose())?;
        for warning in warnings {
            tracing::warn!("DATABASE_URL: {warning}");
        }
        target.connect_timeout(config.connect_timeout).keepalives_idle(PROBE_AFTER);
        let roots = root_cert.or_else(|| config.ca_file.clone());
        Ok(Self { config: target, tls: tls::connector(roots.as_deref().map(Path::new))? })
    }

    /// The login name that connections are opened with.
    pub fn login(&self) -> Option<&str> {
        self.config.get_user()
    }

    /// Whether connections are refused unless they are encrypted.
    pub fn encrypts(&self) -> bool {
        self.config.get_ssl_mode() == SslMode::Require
    }

    /// A host that is reached over networks of others, as far as its name tells.
    pub fn exposed_host(&self) -> Option<&str> {
        self.config.get_hosts().iter().find_map(url::exposed)
    }

    /// Opens a connection outside the pool.
    pub async fn connect(&self) -> ConnectionResult<AsyncPgConnection> {
        let connected = self.config.connect(self.tls.clone()).await;
        let (client, connection) = connected.map_err(|error| bad_connection(&error))?;
        AsyncPgConnection::try_from_client_and_connection(client, connection).await
    }
}

/// The driver's error with its causes, which say what the server objected to.
fn bad_connection(error: &tokio_postgres::Error) -> ConnectionError {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    ConnectionError::BadConnection(message)
}

pub(super) fn build(connector: &Connector, config: &DatabaseConfig) -> Result<Shares, PoolError> {
    let most = config.pool_size + config.pool_overflow;
    Ok(Shares::build(most, |size| share(connector.clone(), config, size))?)
}

fn share(
    connector: Connector,
    config: &DatabaseConfig,
    size: usize,
) -> Result<Pool, deadpool::managed::BuildError> {
    let mut manager = ManagerConfig::default();
    manager.recycling_method = RecyclingMethod::Fast;
    manager.custom_setup = Box::new(move |_| {
        let connector = connector.clone();
        async move { connector.connect().await }.boxed()
    });
    Pool::builder(Manager::new_with_config("", manager))
        .max_size(size)
        // The connection used last has its statements prepared and its caches warm.
        .queue_mode(QueueMode::Lifo)
        .runtime(Runtime::Tokio1)
        .wait_timeout(Some(config.acquire_timeout))
        .create_timeout(Some(config.connect_timeout))
        .recycle_timeout(Some(Duration::from_secs(2)))
        .pre_recycle(replace_when_older_than(config.recycle))
        .pre_recycle(probe_after_idling())
        .build()
}

fn replace_when_older_than(age: Duration) -> Hook<Manager> {
    Hook::sync_fn(move |_, metrics| {
        if metrics.created.elapsed() > age { Err(HookError::message("old enough")) } else { Ok(()) }
    })
}

fn probe_after_idling() -> Hook<Manager> {
    Hook::async_fn(|conn: &mut AsyncPgConnection, metrics| {
        let idle = metrics.last_used() > PROBE_AFTER;
        Box::pin(async move {
            if idle {
                conn.batch_execute("").await.map_err(|_| HookError::message("gone while idle"))?;
            }
            Ok(())
        })
    })
}
