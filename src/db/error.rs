//! What can go wrong at the database, sorted by what a caller does about it.

use diesel::result::{DatabaseErrorKind, Error};

/// A failed query or a connection that could not be had.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A unique index or a check refused the row; names the constraint.
    #[error("the constraint {constraint} refused the row")]
    Constraint {
        /// The constraint's or index's name.
        constraint: String,
    },
    /// The database cannot be reached, is restarting or is out of connections.
    #[error("the database is not available: {0}")]
    Unavailable(String),
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
        match &error {
            Error::DatabaseError(DatabaseErrorKind::ClosedConnection, info) => {
                Self::Unavailable(info.message().to_owned())
            }
            Error::DatabaseError(
                DatabaseErrorKind::UniqueViolation
                | DatabaseErrorKind::CheckViolation
                | DatabaseErrorKind::ForeignKeyViolation,
                info,
            ) => Self::Constraint { constraint: info.constraint_name().unwrap_or("").to_owned() },
            Error::DatabaseError(DatabaseErrorKind::Unknown, info) if is_outage(info.message()) => {
                Self::Unavailable(info.message().to_owned())
            }
            Error::BrokenTransactionManager => Self::Unavailable(error.to_string()),
            _ => Self::Query(error),
        }
    }
}

/// Diesel keeps no SQLSTATE; these are the messages of classes 08 and 57P and
/// of the driver when the link breaks.
fn is_outage(message: &str) -> bool {
    const OUTAGES: [&str; 9] = [
        "terminating connection",
        "the database system is",
        "connection closed",
        "error communicating with the server",
        "error connecting to server",
        "remaining connection slots",
        "too many clients",
        "Connection reset",
        "Broken pipe",
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
