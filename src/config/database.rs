use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};

use super::{Env, ServerConfig};

/// Where the data is and how many connections may be held to it.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: what requests are served with. Unset in development: a
    /// private cluster is started.
    pub url: Option<DatabaseUrl>,
    /// `DATABASE_MIGRATION_URL`: the owner of the tables, when it is another login.
    pub migration_url: Option<DatabaseUrl>,
    /// `DB_POOL_SIZE`: connections kept open.
    pub pool_size: usize,
    /// `DB_POOL_OVERFLOW`: further ones under load, closed again when idle.
    pub pool_overflow: usize,
    /// `DB_POOL_RECYCLE_SECS`: the age at which a connection is replaced.
    pub recycle: Duration,
    /// `DB_CONNECT_TIMEOUT_SECS`: for one connection attempt.
    pub connect_timeout: Duration,
    /// `DB_ACQUIRE_TIMEOUT_SECS`: how long a request waits for a connection before a 503.
    pub acquire_timeout: Duration,
    /// `DATABASE_CA_FILE`: PEM roots for the server's certificate, `sslrootcert` in the URL.
    pub ca_file: Option<String>,
}

/// A connection URL, whose password is never printed.
#[derive(Clone, Debug)]
pub struct DatabaseUrl(SecretString);

impl DatabaseUrl {
    /// The URL with its password.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self(url.into())
    }
}

impl DatabaseConfig {
    pub(super) fn read(env: &mut Env, server: &ServerConfig) -> Self {
        let url = env.text("DATABASE_URL");
        if url.is_none() && server.environment.is_production() {
            let message = "set it: the private cluster is for development only.";
            env.problem("DATABASE_URL", message);
        }
        // Neon counts connections and scales to zero: hold few.
        let neon = url.as_deref().is_some_and(|url| url.contains(".neon.tech"));
        let (size, overflow) = if neon { (2, 3) } else { (8, 8) };
        Self {
            url: url.map(DatabaseUrl::from),
            migration_url: env.text("DATABASE_MIGRATION_URL").map(DatabaseUrl::from),
            pool_size: positive(env, "DB_POOL_SIZE", size),
            pool_overflow: env.or("DB_POOL_OVERFLOW", overflow),
            recycle: seconds(env, "DB_POOL_RECYCLE_SECS", 300),
            connect_timeout: seconds(env, "DB_CONNECT_TIMEOUT_SECS", 10),
            acquire_timeout: seconds(env, "DB_ACQUIRE_TIMEOUT_SECS", 3),
            ca_file: env.text("DATABASE_CA_FILE"),
        }
    }
}

fn positive(env: &mut Env, variable: &'static str, default: usize) -> usize {
    let value = env.or(variable, default);
    if value == 0 {
        env.problem(variable, "use at least 1.");
    }
    value
}

fn seconds(env: &mut Env, variable: &'static str, default: u64) -> Duration {
    Duration::from_secs(env.or(variable, default))
}
