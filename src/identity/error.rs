//! How validating a credential ends when it does not end well.

use crate::db::DbError;

/// Why a credential does not sign anyone in.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    /// Nobody's, expired, revoked, or of a banned person; the steps say which
    /// were tried and how each ended, without the credential.
    #[error("the credential is not valid")]
    Invalid {
        /// For the log, and in development for the caller.
        steps: Vec<Step>,
    },
    /// The provider or the database cannot say now; nobody is signed in or out.
    #[error("the credential cannot be checked now: {0}")]
    Unavailable(String),
    /// A fault of ours.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ValidateError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::Unavailable(cause) => Self::Unavailable(cause),
            other => Self::Db(other),
        }
    }
}

/// One validation step and how it ended.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Step {
    /// `jwt`, `db`, `api_cookie` or `api_bearer`.
    pub step: &'static str,
    /// Such as `valid`, `not_found`, `expired`, `skipped`.
    pub outcome: &'static str,
}
