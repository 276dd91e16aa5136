//! Why the schema is not what it should be, and what mends it.

use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::{loss::Losses, quoted};
use crate::db::{APP_ROLE, DbError};

/// Why the schema could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database is out of reach.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The server refused a statement of ours.
    #[error("{}", said(.0))]
    Statement(tokio_postgres::Error),
    /// A migration failed; its transaction was rolled back.
    #[error("the migration {name} failed: {}", said(.cause))]
    Script {
        /// Its folder's name.
        name: String,
        /// What the server objected to.
        cause: tokio_postgres::Error,
    },
    /// This login may make no tables.
    #[error(
        "the login {login} may not make tables here: set DATABASE_MIGRATION_URL to the login that \
         owns the database"
    )]
    NotOwner {
        /// The login that was to migrate.
        login: String,
    },
    /// The app's role is missing and this login may make none.
    #[error(
        "the role {APP_ROLE} is missing and {login} may make no roles. As a superuser: \
         CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO {} WITH ADMIN OPTION;", quoted(.login)
    )]
    NoRole {
        /// The login that was to migrate.
        login: String,
    },
    /// The app's role is there and is not this login's to give.
    #[error(
        "{login} may not let {member} act as {APP_ROLE}. As the login that made that role, or a \
         superuser: GRANT {APP_ROLE} TO {} WITH ADMIN OPTION;", quoted(.login)
    )]
    RoleNotOurs {
        /// The login that was to migrate.
        login: String,
        /// The login that serves requests.
        member: String,
    },
    /// Somebody held what was needed for too long.
    #[error(
        "{what} for {} s: {holders}. End what holds it, or wait longer with DB_MIGRATION_WAIT_SECS",
        .waited.as_secs()
    )]
    Stuck {
        /// What was waited for.
        what: &'static str,
        /// How long.
        waited: Duration,
        /// The sessions that hold it.
        holders: String,
    },
    /// There is nothing to take back.
    #[error("no migration is applied")]
    NothingApplied,
    /// The last migration is not one of this build's.
    #[error(
        "the migration {0}, which was applied last, was made by a newer build: take it back with \
         that one"
    )]
    NewerBuild(String),
    /// Taking the migration back would lose what nobody said may be lost.
    #[error(
        "{name} was not taken back, because this would be lost:\n{losses}\nMake a backup \
         (docs/backup.md). To lose it: tenantry migrate --revert {}", losses.flags()
    )]
    WouldLose {
        /// The migration.
        name: String,
        /// Tables and columns with what they hold.
        losses: Losses,
    },
}

impl From<tokio_postgres::Error> for MigrateError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Statement(error)
    }
}

impl MigrateError {
    pub(super) fn of_script(name: &str, cause: tokio_postgres::Error) -> Self {
        Self::Script { name: name.to_owned(), cause }
    }

    /// Whether somebody else was in the way, so that the next try may succeed.
    pub(super) fn is_passing(&self) -> bool {
        let (Self::Statement(cause) | Self::Script { cause, .. }) = self else { return false };
        let passing = [
            SqlState::LOCK_NOT_AVAILABLE,
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::T_R_SERIALIZATION_FAILURE,
        ];
        cause.code().is_some_and(|code| passing.contains(code))
    }

    pub(super) fn is_denied(&self) -> bool {
        let (Self::Statement(cause) | Self::Script { cause, .. }) = self else { return false };
        cause.code() == Some(&SqlState::INSUFFICIENT_PRIVILEGE)
    }
}

/// The server's own words; the driver says only "db error".
fn said(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(
        || crate::db::pool::connector::with_causes(error),
        |error| match error.detail() {
            Some(detail) => format!("{} ({detail})", error.message()),
            None => error.message().to_owned(),
        },
    )
}
