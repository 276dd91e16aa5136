//! Opens connections.

use std::{path::Path, sync::Arc, time::Duration};

use diesel::{ConnectionError, ConnectionResult};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection as _};
use tokio::time::timeout;
use tokio_postgres::{
    Socket,
    config::{Config, Host, SslMode, SslNegotiation},
    error::SqlState,
    tls::MakeTlsConnect,
};
use tokio_postgres_rustls_improved::MakeRustlsConnect;

use super::{servers::Servers, tls};
use crate::{
    config::{DatabaseConfig, DatabaseUrl, StatementLimits},
    db::{
        error::stale_plans::Watch,
        url::{self, Target},
        wire::{Plain, Watched},
    },
};

/// The reason why the pool couldn't be created.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    /// The URL cannot be used.
    #[error("{variable}: {problem}.")]
    Url {
        /// The variable that holds the URL.
        variable: &'static str,
        /// The mistake and its remedy.
        problem: url::InvalidUrl,
    },
    /// The file with root certificates can't be read.
    #[error("DATABASE_CA_FILE (or sslrootcert in the URL): the CA file cannot be read: {0}")]
    Roots(#[from] std::io::Error),
    /// The pool's own settings contradict each other.
    #[error("the database pool cannot be built: {0}")]
    Build(#[from] deadpool::managed::BuildError),
}

/// The reason why a server gave no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The server, or the way to it, refused.
    #[error("{}", with_causes(.0))]
    Refused(#[from] tokio_postgres::Error),
    /// The server is reached, and says nothing.
    #[error("it accepts connections and says nothing")]
    Silent,
}

impl ConnectError {
    /// Returns the server's code.
    pub(in crate::db) fn code(&self) -> Option<&SqlState> {
        match self {
            Self::Refused(error) => error.code(),
            Self::Silent => None,
        }
    }
}

/// Opens single connections.
#[derive(Clone)]
pub struct Connector {
    servers: Servers,
    tls: MakeRustlsConnect,
    watch: Arc<Watch>,
    variable: &'static str,
    migration_wait: Duration,
}

impl Connector {
    /// Parses `url`, and logs warnings about parts that are read differently than written.
    pub fn new(url: &DatabaseUrl, config: &DatabaseConfig) -> Result<Self, PoolError> {
        let variable = url.variable();
        let Target { servers, root_cert, warnings } =
            url::parse(url.expose()).map_err(|problem| PoolError::Url { variable, problem })?;
        for warning in warnings {
            tracing::warn!("{variable}: {warning}");
        }
        let roots = root_cert.or_else(|| config.ca_file.clone());
        let tls = tls::connector(roots.as_deref().map(Path::new))?;
        let (watch, migration_wait) = (Arc::default(), config.migration_wait);
        let servers = Servers::new(servers, config.connect_timeout);
        Ok(Self { servers, tls, watch, variable, migration_wait })
    }

    /// Returns the name of the variable that holds the URL.
    pub fn variable(&self) -> &'static str {
        self.variable
    }

    /// Returns how long a migration waits for what other sessions hold.
    pub(in crate::db) fn migration_wait(&self) -> Duration {
        self.migration_wait
    }

    /// Returns the login name of the connections.
    pub fn login(&self) -> Option<&str> {
        self.servers.any().get_user()
    }

    /// Whether connections are refused unless they are encrypted.
    pub fn encrypts(&self) -> bool {
        self.servers.any().get_ssl_mode() == SslMode::Require
    }

    /// Returns hosts and ports, for messages.
    pub fn hosts(&self) -> String {
        let name = |host: &Host| match host {
            Host::Tcp(name) => name.clone(),
            Host::Unix(folder) => folder.display().to_string(),
        };
        let hosts: Vec<_> = self.servers.hosts().map(name).collect();
        let ports: Vec<_> = self.servers.ports().map(u16::to_string).collect();
        format!("{}:{}", hosts.join(","), ports.join(","))
    }

    /// Returns a host that is reached over other people's networks, judging by its name.
    pub fn exposed_host(&self) -> Option<&str> {
        self.servers.hosts().find_map(url::exposed)
    }

    /// Returns the watch over all connections that this connector opened.
    pub(in crate::db) fn watch(&self) -> &Arc<Watch> {
        &self.watch
    }

    /// Opens a connection of the driver's own type, which keeps the SQLSTATE of errors.
    pub(in crate::db) async fn client(&self) -> Result<tokio_postgres::Client, ConnectError> {
        let (others, (number, last)) = self.servers.in_turn();
        for (number, server) in others {
            if let Ok(client) = self.client_of(server).await {
                self.servers.reached(number);
                return Ok(client);
            }
        }
        let client = self.client_of(last).await?;
        self.servers.reached(number);
        Ok(client)
    }

    async fn client_of(&self, server: &Config) -> Result<tokio_postgres::Client, ConnectError> {
        // A connection that is being opened is large.
        let connecting = Box::pin(async { Ok(server.connect(self.tls.clone()).await?) });
        let (client, connection) = in_time(server, connecting).await?;
        tokio::spawn(connection);
        Ok(client)
    }

    /// Returns how long it takes to find out that no server answers.
    pub(super) fn patience(&self) -> Duration {
        self.servers.patience()
    }

    /// Cancels the statement that a connection of [`Self::client`] runs.
    pub(in crate::db) async fn cancel(
        &self,
        client: &tokio_postgres::Client,
    ) -> Result<(), tokio_postgres::Error> {
        client.cancel_token().cancel_query(self.tls.clone()).await
    }

    /// Opens a connection outside the pool, to the first server that takes it.
    pub async fn connect(&self) -> ConnectionResult<AsyncPgConnection> {
        let (others, (number, last)) = self.servers.in_turn();
        for (number, server) in others {
            if let Ok(conn) = self.connect_to(server).await {
                self.servers.reached(number);
                return Ok(conn);
            }
        }
        let conn = self.connect_to(last).await?;
        self.servers.reached(number);
        Ok(conn)
    }

    async fn connect_to(&self, server: &Config) -> ConnectionResult<AsyncPgConnection> {
        match server.get_ssl_mode() {
            SslMode::Disable => self.plain(server).await,
            SslMode::Prefer => match self.encrypted(server).await {
                Err(error) if error.to_string().contains(NO_TLS) => self.plain(server).await,
                outcome => outcome,
            },
            _ => self.encrypted(server).await,
        }
    }

    /// Opens a connection for requests, like [`Self::connect`] but with limits, so that
    /// no statement waits forever.
    ///
    /// Pages show the first rows in the order of an index, however many there are. The
    /// planner, which can't know which organization is current, would read all of a large one
    /// before the first row is shown: in a bitmap, or with the whole table. A statement is planned
    /// once for a connection: to plan it again for its values costs more than to run it.
    pub(in crate::db) async fn connect_to_serve(
        &self,
        limits: StatementLimits,
    ) -> ConnectionResult<AsyncPgConnection> {
        let mut conn = self.connect().await?;
        let StatementLimits { lock, statement, idle_in_transaction } = limits;
        let settings = format!(
            "SET lock_timeout = {}; SET statement_timeout = {}; \
             SET idle_in_transaction_session_timeout = {}; \
             SET enable_bitmapscan = off; SET enable_seqscan = off; SET jit = off; \
             SET plan_cache_mode = force_generic_plan",
            lock.as_millis(),
            statement.as_millis(),
            idle_in_transaction.as_millis(),
        );
        let set = conn.batch_execute(&settings).await;
        set.map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    }

    async fn encrypted(&self, server: &Config) -> ConnectionResult<AsyncPgConnection> {
        let mut config = server.clone();
        config.ssl_mode(SslMode::Require);
        open(&config, self.watched(self.tls.clone())).await
    }

    async fn plain(&self, server: &Config) -> ConnectionResult<AsyncPgConnection> {
        let mut config = server.clone();
        if config.get_hosts().iter().any(|host| matches!(host, Host::Unix(_))) {
            // The driver accepts no stream of ours on a socket, so errors are recognized
            // by their text.
            config.ssl_mode(SslMode::Disable);
            return open(&config, self.tls.clone()).await;
        }
        // With direct negotiation the driver just hands the socket over to be encrypted,
        // and `Plain` leaves it as it is.
        config.ssl_mode(SslMode::Require).ssl_negotiation(SslNegotiation::Direct);
        open(&config, self.watched(Plain)).await
    }

    fn watched<T>(&self, by: T) -> Watched<T> {
        Watched { by, watch: Arc::clone(&self.watch) }
    }
}

/// Limits the whole of `connecting`: the driver's own limit ends when the socket is open, and a
/// machine that hangs still opens sockets.
async fn in_time<T>(
    server: &Config,
    connecting: impl Future<Output = Result<T, ConnectError>>,
) -> Result<T, ConnectError> {
    match server.get_connect_timeout() {
        Some(limit) => timeout(*limit, connecting).await.unwrap_or(Err(ConnectError::Silent)),
        None => connecting.await,
    }
}

/// The driver's message about a server without TLS.
const NO_TLS: &str = "server does not support TLS";

async fn open<T>(config: &Config, tls: T) -> ConnectionResult<AsyncPgConnection>
where
    T: MakeTlsConnect<Socket>,
    T::Stream: Send + 'static,
{
    let connecting = Box::pin(async { Ok(config.connect(tls).await?) });
    let connected = in_time(config, connecting).await;
    let (client, connection) = connected.map_err(|error| bad_connection(&error))?;
    AsyncPgConnection::try_from_client_and_connection(client, connection).await
}

/// Returns the driver's error with its causes, which name the server's objection.
pub(in crate::db) fn with_causes(error: &tokio_postgres::Error) -> String {
    let mut message = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        message = format!("{message}: {error}");
        cause = error.source();
    }
    message
}

/// Adds the server's code, which is the same in any language.
fn bad_connection(error: &ConnectError) -> ConnectionError {
    let mut message = error.to_string();
    if let Some(state) = error.code() {
        message = format!("{message} (SQLSTATE {})", state.code());
    }
    ConnectionError::BadConnection(message)
}
