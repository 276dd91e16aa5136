//! A private PostgreSQL cluster: real PostgreSQL, run by this process, for `make run`
//! without `DATABASE_URL` and for the tests. Never used in production.
//!
//! It listens on 127.0.0.1 only, keeps its files in one directory (see `home`), and its
//! superuser has a random password. A server that is still alive there is reused. Several
//! processes may share one; the last to call [`Cluster::stop`] stops it.

mod account;
mod error;
mod files;
mod home;
mod lock;
mod pid_file;
mod postmaster;
mod programs;
mod replaced;
mod setup;
#[cfg(test)]
mod tests;

use std::fmt;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

pub use error::EmbeddedError;
use home::Home;
use lock::Lease;
use programs::Programs;
pub use replaced::Watch;

/// The settings of a private cluster.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// The directory with all of its files; created if it's missing.
    pub data_dir: PathBuf,
    /// The port. With `None`, it's the port of the last start, or a free one if that is
    /// taken.
    pub port: Option<u16>,
    /// Additional `postgresql.conf` settings. A server that already runs keeps its own.
    pub settings: Vec<(String, String)>,
    /// Whether commits are flushed to disk. Switch it off only if the data may be lost.
    pub fsync: bool,
    /// The certificate to offer TLS with.
    pub tls: Option<TlsFiles>,
}

/// A certificate chain and its key, both PEM. The server reads copies of them.
#[derive(Clone, Debug)]
pub struct TlsFiles {
    /// The chain, the server's own certificate first.
    pub cert_path: PathBuf,
    /// Its private key.
    pub key_path: PathBuf,
}

impl EmbeddedOptions {
    /// Returns options for a durable cluster in `data_dir`, on a port it chooses itself.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), port: None, settings: Vec::new(), fsync: true, tls: None }
    }
}

/// A running cluster. Dropping it leaves the server running; see [`Cluster::stop`].
pub struct Cluster {
    /// The superuser's URL, to the database `postgres`.
    pub superuser_url: String,
    /// Always the loopback address.
    pub host: String,
    /// The port it listens on.
    pub port: u16,
    /// Whether the server was already running.
    pub reused: bool,
    /// A message for the person who runs this, for example that another directory is used
    /// than the one requested.
    pub notice: Option<String>,
    password: String,
    home: Home,
    programs: Programs,
    lease: Lease,
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster")
            .field("dir", &self.home.dir())
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl Cluster {
    /// Returns the superuser's URL for the given database.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres:{}@{}:{}/{database}", self.password, self.host, self.port)
    }

    /// Returns a login's password, which is the same after every start, on whatever port.
    #[must_use]
    pub fn password_of(&self, login: &str) -> String {
        crate::secret::keyed_digest_hex(self.password.as_bytes(), login)
    }

    /// Returns the directory that is actually used.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.home.dir()
    }

    /// Stops the server unless another process still uses it; returns whether it was
    /// stopped.
    ///
    /// # Errors
    /// If `pg_ctl` can't stop it within a minute.
    pub async fn stop(self) -> Result<bool, EmbeddedError> {
        let _alone = lock::starting_or_stopping(&self.home).await?;
        if !self.lease.was_last() {
            return Ok(false);
        }
        postmaster::stop(&self.home, &self.programs).await?;
        Ok(true)
    }
}

/// Whether a cluster already exists; creates nothing.
#[must_use]
pub fn is_there(options: &EmbeddedOptions) -> bool {
    Home::is_there(&options.data_dir)
}

/// Creates the cluster if there is none, starts it if it isn't running, and waits until
/// it answers.
///
/// # Errors
/// Each error says how to fix it: missing programs, an unusable directory, files of
/// another version …
pub async fn start(options: EmbeddedOptions) -> Result<Cluster, EmbeddedError> {
    let (home, notice) = Home::open(&options.data_dir).await?;
    let _alone = lock::starting_or_stopping(&home).await?;
    let programs = Programs::find(home.account, &home.data()).await?;
    let password = home.password()?;
    if !home.data().exists() {
        setup::initdb(&home, &programs, options.fsync).await?;
    }
    let alive = postmaster::running(&home).await?;
    let port = match (alive, options.port) {
        (Some(port), Some(wanted)) if port != wanted => {
            let reason =
                format!("it runs on port {port} already (files in {})", home.dir().display());
            return Err(EmbeddedError::Port { wanted, reason });
        }
        (Some(port), _) => port,
        (None, _) => setup::launch(&home, &programs, &options).await?,
    };
    home.remember_port(port)?;
    let host = Ipv4Addr::LOCALHOST.to_string();
    Ok(Cluster {
        superuser_url: format!("postgres://postgres:{password}@{host}:{port}/postgres"),
        host,
        port,
        reused: alive.is_some(),
        notice,
        password,
        lease: Lease::take(&home)?,
        home,
        programs,
    })
}
