//! The reasons why the schema couldn't be changed, and how to fix them.

use std::time::Duration;

use tokio_postgres::error::SqlState;

use super::{loss::Losses, quoted};
use crate::db::{APP_ROLE, DbError, pool::connector::ConnectError};

/// The reason why the schema couldn't be changed.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database can't be reached.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The server refused one of our statements.
    #[error("{}", said(.0))]
    Statement(tokio_postgres::Error),
    /// A migration failed; its transaction was rolled back.
    #[error("the migration {name} failed: {}", said(.cause))]
    Script {
        /// The name of its folder.
        name: String,
        /// The server's objection.
        cause: tokio_postgres::Error,
    },
    /// This login may not create tables.
    #[error(
        "the login {login} may not make tables here: set DATABASE_MIGRATION_URL to the login that \
         owns the database"
    )]
    NotOwner {
        /// The login that should have migrated.
        login: String,
    },
    /// The app's role is missing and this login may not create roles.
    #[error(
        "the role {APP_ROLE} is missing and {login} may make no roles. As a superuser: \
         CREATE ROLE {APP_ROLE} NOLOGIN; GRANT {APP_ROLE} TO {} WITH ADMIN OPTION;", quoted(.login)
    )]
    NoRole {
        /// The login that should have migrated.
        login: String,
    },
    /// The app's role exists, but this login may not grant it.
    #[error(
        "{login} may not let {member} act as {APP_ROLE}. As the login that made that role, or a \
         superuser: GRANT {APP_ROLE} TO {} WITH ADMIN OPTION;", quoted(.login)
    )]
    RoleNotOurs {
        /// The login that should have migrated.
        login: String,
        /// The login that serves requests.
        member: String,
    },
    /// Another session held what we needed for too long.
    #[error(
        "{what} for {} s: {holders}. End what holds it, or wait longer with DB_MIGRATION_WAIT_SECS",
        .waited.as_secs()
    )]
    Stuck {
        /// The thing that we waited for.
        what: &'static str,
        /// The time we waited.
        waited: Duration,
        /// The sessions that hold it.
        holders: String,
    },
    /// There is no migration to revert.
    #[error("no migration is applied")]
    NothingApplied,
    /// The last migration is unknown to this build.
    #[error(
        "the migration {0}, which was applied last, was made by a newer build: take it back with \
         that one"
    )]
    NewerBuild(String),
    /// Reverting the migration would lose data that the caller hasn't allowed to lose.
    #[error(
        "{name} was not taken back, because this would be lost:\n{losses}\nMake a backup \
         (docs/backup.md). To lose it: tenantry migrate --revert {}", losses.flags()
    )]
    WouldLose {
        /// The migration's name.
        name: String,
        /// The tables and columns, with the number of rows or values they hold.
        losses: Losses,
    },
}

impl From<tokio_postgres::Error> for MigrateError {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Statement(error)
    }
}

impl From<ConnectError> for MigrateError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Refused(error) => Self::Statement(error),
            ConnectError::Silent => Self::Db(DbError::Unavailable(error.to_string())),
        }
    }
}

impl MigrateError {
    pub(super) fn of_script(name: &str, cause: tokio_postgres::Error) -> Self {
        Self::Script { name: name.to_owned(), cause }
    }

    /// Names the migration, if the server refused one of its statements.
    pub(super) fn in_script(self, name: &str) -> Self {
        match self {
            Self::Statement(cause) => Self::of_script(name, cause),
            other => other,
        }
    }

    /// Whether another session was in the way, so that the next try may succeed.
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

/// Returns the server's own words, since the driver says only "db error".
fn said(error: &tokio_postgres::Error) -> String {
    error.as_db_error().map_or_else(
        || crate::db::pool::connector::with_causes(error),
        |error| match error.detail() {
            Some(detail) => format!("{} ({detail})", error.message()),
            None => error.message().to_owned(),
        },
    )
}
