//! Database errors, grouped by what a caller does about them.

pub(in crate::db) mod sqlstate;
pub(in crate::db) mod stale_plans;

use diesel::result::{DatabaseErrorInformation, DatabaseErrorKind, Error};

/// A failed query, or a connection that couldn't be established.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index or a check refused the row.
    #[error("the constraint {constraint} refused the row")]
    Constraint {
        /// The name of the constraint or index.
        constraint: String,
    },
    /// The database can't be reached or can't do its work at the moment: it is
    /// restarting, is full or read-only, or another transaction is in the way.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database can't hold a value, such as a text with a NUL.
    #[error("a value cannot be stored: {0}")]
    Unstorable(String),
    /// The statement or the schema is wrong.
    #[error("a query failed: {0}")]
    Query(#[source] Error),
}

impl DbError {
    /// Whether the constraint `name` refused the row.
    pub fn is_refused_by(&self, name: &str) -> bool {
        matches!(self, Self::Constraint { constraint } if constraint == name)
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        match error {
            Error::DatabaseError(kind, info) => Self::of(kind, info),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            Error::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            _ => Self::Query(error),
        }
    }
}

type Information = Box<dyn DatabaseErrorInformation + Send + Sync>;

impl DbError {
    fn of(kind: DatabaseErrorKind, info: Information) -> Self {
        use DatabaseErrorKind as Kind;
        let message = || info.message().to_owned();
        match kind {
            // The driver reports the second kind for anything it couldn't send or read.
            Kind::ClosedConnection
            | Kind::UnableToSendCommand
            | Kind::SerializationFailure
            | Kind::ReadOnlyTransaction => Self::Unavailable(message()),
            Kind::UniqueViolation
            | Kind::CheckViolation
            | Kind::ForeignKeyViolation
            | Kind::ExclusionViolation => {
                Self::Constraint { constraint: info.constraint_name().unwrap_or("").to_owned() }
            }
            _ => match sqlstate::of(info.message()) {
                Some(state) if state.is_outage() => Self::Unavailable(message()),
                Some(state) if state.is_unstorable() => Self::Unstorable(message()),
                None if is_outage(info.message()) => Self::Unavailable(message()),
                _ => Self::Query(Error::DatabaseError(kind, info)),
            },
        }
    }
}

/// Recognizes an outage by its English message, for connections that aren't watched: Unix
/// sockets.
fn is_outage(message: &str) -> bool {
    const OUTAGES: [&str; 9] = [
        "terminating connection",
        "the database system is",
        "remaining connection slots",
        "too many clients",
        "No space left on device",
        "canceling statement",
        "deadlock detected",
        "could not extend file",
        "cached plan must not change",
    ];
    OUTAGES.iter().any(|outage| message.contains(outage))
}

impl<E: std::fmt::Debug + std::fmt::Display> From<deadpool::managed::PoolError<E>> for DbError {
    fn from(error: deadpool::managed::PoolError<E>) -> Self {
        Self::Unavailable(error.to_string())
    }
}

impl From<diesel::ConnectionError> for DbError {
    fn from(error: diesel::ConnectionError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
