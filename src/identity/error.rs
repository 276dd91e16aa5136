//! Why validating a credential fails.

use crate::db::DbError;

/// Why a credential doesn't sign anyone in.
#[derive(Debug, thiserror::Error)]
pub enum ValidateError {
    /// It is unknown, expired, revoked, or belongs to a banned person. The steps say what
    /// was tried and how each try ended, without the credential.
    #[error("the credential is not valid")]
    Invalid {
        /// For the log, and in development for the caller.
        steps: Vec<Step>,
    },
    /// The provider or the database can't answer now; no one is signed in or out.
    #[error("the credential cannot be checked now: {0}")]
    Unavailable(String),
    /// An internal error.
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
    /// One of `jwt`, `db`, `api_cookie` or `api_bearer`.
    pub step: &'static str,
    /// A word such as `valid`, `not_found`, `expired`, `skipped`.
    pub outcome: &'static str,
}
