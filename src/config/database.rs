use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{ConfigErrors, Env, is_own_network};

/// The database's URLs, and limits on connections and statements.
#[derive(Clone, Debug)]
pub struct DatabaseConfig {
    /// `DATABASE_URL`: the login that serves requests. If it's unset in development, a
    /// private cluster is started.
    pub url: Option<DatabaseUrl>,
    /// `DATABASE_MIGRATION_URL`: the login that owns the tables, if it's a different one.
    pub migration_url: Option<DatabaseUrl>,
    /// `DATABASE_OPERATOR_URL`: the login of `tenantry admin`, which no request uses.
    pub operator_url: Option<DatabaseUrl>,
    /// `DB_POOL_SIZE`: the number of connections kept open.
    pub pool_size: usize,
    /// `DB_POOL_OVERFLOW`: further connections under load, closed again when idle.
    pub pool_overflow: usize,
    /// `DB_POOL_RECYCLE_SECS`: the age at which a connection is replaced.
    pub recycle: Duration,
    /// A connection that has idled longer is probed before a request uses it: Neon suspends
    /// idle computes, and routers silently drop idle links.
    pub probe_after: Duration,
    /// `DB_CONNECT_TIMEOUT_SECS`: the timeout of one connection attempt.
    pub connect_timeout: Duration,
    /// `DB_ACQUIRE_TIMEOUT_SECS`: how long a request waits for a connection before a 503.
    pub acquire_timeout: Duration,
    /// `DB_LOCK_TIMEOUT_SECS`, `DB_STATEMENT_TIMEOUT_SECS`,
    /// `DB_IDLE_IN_TRANSACTION_TIMEOUT_SECS`: limits on a request's statements.
    pub limits: StatementLimits,
    /// `DB_MIGRATION_WAIT_SECS`: how long to wait for another instance that migrates, and
    /// for tables in use.
    pub migration_wait: Duration,
    /// `DATABASE_CA_FILE`: PEM roots for the server's certificate; `sslrootcert` in the
    /// URL.
    pub ca_file: Option<String>,
}

/// The longest a request's statement may take before the server gives up; zero means no
/// limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StatementLimits {
    /// Time spent waiting for a lock that another transaction holds.
    pub lock: Duration,
    /// Total time of a statement, waiting included.
    pub statement: Duration,
    /// Time an open transaction may wait for its next statement.
    pub idle_in_transaction: Duration,
}

/// A connection URL, whose password is never printed.
#[derive(Clone, Debug)]
pub struct DatabaseUrl {
    text: SecretString,
    variable: &'static str,
}

impl DatabaseUrl {
    /// Returns the URL with its password.
    pub fn expose(&self) -> &str {
        self.text.expose_secret()
    }

    /// Returns the name of the variable it's set in, for messages.
    pub fn variable(&self) -> &'static str {
        self.variable
    }

    /// Wraps a URL that was given as `argument` of a command.
    pub fn argument(argument: &'static str, text: String) -> Self {
        Self { text: text.into(), variable: argument }
    }

    fn pool(&self) -> (usize, usize) {
        // Several hosts are no URL, and on several machines.
        let host = Url::parse(self.expose()).map(|url| url.host_str().map(ToOwned::to_owned));
        match host {
            Ok(Some(name)) if name.ends_with(".neon.tech") => NEON,
            Ok(Some(name)) if !is_own_network(name.trim_matches(['[', ']'])) => AWAY,
            Ok(_) => NEAR,
            Err(_) => AWAY,
        }
    }

    fn read(env: &Env, variable: &'static str) -> Option<Self> {
        env.secret(variable).map(|text| Self { text, variable })
    }
}

/// The connections kept to a database in one's own network, and further ones: more wouldn't be
/// faster there.
const NEAR: (usize, usize) = (8, 8);

/// The same for one further away. Connections wait for it most of the time, so that a crowd
/// needs one each.
const AWAY: (usize, usize) = (8, 24);

/// Neon limits connections and scales to zero, so hold few.
const NEON: (usize, usize) = (2, 3);

impl From<String> for DatabaseUrl {
    fn from(url: String) -> Self {
        Self { text: url.into(), variable: "DATABASE_URL" }
    }
}

impl DatabaseConfig {
    /// Reads the database's part alone, for commands that need nothing else.
    pub fn alone(mut env: Env) -> Result<Self, ConfigErrors> {
        let config = Self::read(&mut env);
        env.finish(config)
    }

    pub(super) fn read(env: &mut Env) -> Self {
        let url = DatabaseUrl::read(env, "DATABASE_URL");
        let migration_url = DatabaseUrl::read(env, "DATABASE_MIGRATION_URL");
        let (size, overflow) = url.as_ref().map_or(NEAR, DatabaseUrl::pool);
        Self {
            url,
            migration_url,
            operator_url: DatabaseUrl::read(env, "DATABASE_OPERATOR_URL"),
            pool_size: positive(env, "DB_POOL_SIZE", size),
            pool_overflow: env.number("DB_POOL_OVERFLOW", overflow),
            recycle: seconds(env, "DB_POOL_RECYCLE_SECS", 300),
            probe_after: Duration::from_secs(30),
            connect_timeout: seconds(env, "DB_CONNECT_TIMEOUT_SECS", 10),
            acquire_timeout: seconds(env, "DB_ACQUIRE_TIMEOUT_SECS", 3),
            limits: StatementLimits {
                lock: seconds(env, "DB_LOCK_TIMEOUT_SECS", 2),
                statement: seconds(env, "DB_STATEMENT_TIMEOUT_SECS", 10),
                idle_in_transaction: seconds(env, "DB_IDLE_IN_TRANSACTION_TIMEOUT_SECS", 30),
            },
            migration_wait: seconds(env, "DB_MIGRATION_WAIT_SECS", 300),
            ca_file: env.text("DATABASE_CA_FILE"),
        }
    }

    /// Requires a configured database in production, served by a login that owns nothing.
    pub(super) fn check_production(&self, env: &mut Env) {
        if self.url.is_none() {
            let message = "set it: the private cluster is for development only.";
            env.problem("DATABASE_URL", message);
        }
        let accepted = match env.text("DATABASE_SINGLE_LOGIN").as_deref() {
            None => false,
            Some("accept") => true,
            Some(_) => {
                env.problem("DATABASE_SINGLE_LOGIN", "write accept, or leave it unset.");
                false
            }
        };
        if self.url.is_some() && self.migration_url.is_none() && !accepted {
            env.problem("DATABASE_MIGRATION_URL", TWO_LOGINS);
        }
    }
}

/// With one login, anyone who finds a way to run SQL acts as the owner of all tables.
const TWO_LOGINS: &str = "set it to the login that owns the tables, and DATABASE_URL to one that owns \
    nothing: `tenantry database create-login` makes that one and prints its URL. To serve requests \
    with the owner's login all the same: DATABASE_SINGLE_LOGIN=accept.";

fn positive(env: &mut Env, variable: &'static str, default: usize) -> usize {
    let value = env.number(variable, default);
    if value == 0 {
        env.problem(variable, "use at least 1.");
    }
    value
}

fn seconds(env: &mut Env, variable: &'static str, default: u64) -> Duration {
    Duration::from_secs(env.number(variable, default))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pool_is_as_large_as_the_database_is_far() {
        let pool = |url: &str| DatabaseUrl::from(url.to_owned()).pool();
        for near in ["localhost", "db:5433", "10.0.0.7", "[::1]:5432", "%2Fvar%2Frun%2Fpostgresql"]
        {
            assert_eq!(pool(&format!("postgresql://u:p@{near}/app")), NEAR, "{near}");
        }
        assert_eq!(pool("postgres:///app?host=/var/run/postgresql"), NEAR);
        for away in ["db.example.com", "203.0.113.7", "db1.example.com,db2.example.com:5433"] {
            assert_eq!(pool(&format!("postgresql://u:p@{away}/app")), AWAY, "{away}");
        }
        assert_eq!(pool("postgresql://u:p@ep-x.eu-central-1.aws.neon.tech/app"), NEON);
    }
}
