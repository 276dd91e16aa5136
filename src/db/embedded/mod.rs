//! A private PostgreSQL cluster: real PostgreSQL, run by this process, for
//! `make run` without `DATABASE_URL` and for the tests. Never in production.
//!
//! It listens on 127.0.0.1 only, keeps its files in one directory (see
//! `home`), and its superuser has a random password. A server that is still
//! alive there is used again. Several processes may share one; the last that
//! calls [`Cluster::stop`] stops it.

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

/// What a private cluster is to be like.
#[derive(Clone, Debug)]
pub struct EmbeddedOptions {
    /// Where it keeps everything; made when missing.
    pub data_dir: PathBuf,
    /// `None`: the port of the last start, or a free one when that is taken.
    pub port: Option<u16>,
    /// More `postgresql.conf` settings. One that is alive already keeps its own.
    pub settings: Vec<(String, String)>,
    /// Whether commits reach the disk. Off only where the data may be lost.
    pub fsync: bool,
    /// A certificate to offer TLS with.
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
    /// A durable cluster in `data_dir` on a port of its own choosing.
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
    /// Where it listens.
    pub port: u16,
    /// Whether the server was alive already.
    pub reused: bool,
    /// Something the person who runs this should be told, such as another directory than the one asked for.
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
    /// The superuser's URL to a database of this name.
    #[must_use]
    pub fn url_of(&self, database: &str) -> String {
        format!("postgres://postgres:{}@{}:{}/{database}", self.password, self.host, self.port)
    }

    /// A login's password: the same from start to start, on whatever port.
    #[must_use]
    pub fn password_of(&self, login: &str) -> String {
        crate::secret::keyed_digest_hex(self.password.as_bytes(), login)
    }

    /// The directory that is really used.
    #[must_use]
    pub fn dir(&self) -> &Path {
        self.home.dir()
    }

    /// Stops the server, unless another process still uses it; whether it was stopped.
    ///
    /// # Errors
    /// When `pg_ctl` cannot stop it within a minute.
    pub async fn stop(self) -> Result<bool, EmbeddedError> {
        let _alone = lock::starting_or_stopping(&self.home).await?;
        if !self.lease.was_last() {
            return Ok(false);
        }
        postmaster::stop(&self.home, &self.programs).await?;
        Ok(true)
    }
}

/// Whether there is one already; makes nothing.
#[must_use]
pub fn is_there(options: &EmbeddedOptions) -> bool {
    Home::is_there(&options.data_dir)
}

/// Makes the cluster if there is none, starts it if it does not run, and waits until it answers.
///
/// # Errors
/// Each says what mends it: programs missing, a directory that cannot be used, files of another version …
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
