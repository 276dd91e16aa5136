//! Why a call to the provider is refused, and why validating a credential fails.

use super::wire::{self, ProviderErrorCode};
use crate::db::DbError;

/// Why the provider refused.
#[derive(Debug)]
pub struct ProviderError {
    /// The HTTP status of the answer.
    pub status: u16,
    /// Better Auth's code.
    pub code: ProviderErrorCode,
    /// Seconds to wait, if the answer said so.
    pub retry_after: Option<u32>,
}

impl ProviderError {
    /// Returns the refusal of a provider that can't be reached, like
    /// [`WireResponse::unavailable`](wire::WireResponse::unavailable).
    pub(super) fn unavailable() -> Self {
        let code = ProviderErrorCode::ServiceUnavailable;
        Self { status: 503, code, retry_after: Some(wire::PAUSE) }
    }

    /// Whether the provider failed to answer, as opposed to refusing.
    pub fn is_outage(&self) -> bool {
        !(400..500).contains(&self.status)
    }
}

/// Why an operator's act doesn't change an account.
#[derive(Debug, thiserror::Error)]
pub enum AccountRefusal {
    /// A hosted provider keeps addresses and passwords.
    #[error("The hosted provider keeps addresses and passwords: change it there.")]
    AtTheProvider,
    /// Nobody has the address or key.
    #[error("No account is there.")]
    Unknown,
    /// The address is another person's.
    #[error("Another person has this address.")]
    AddressTaken,
    /// The provider failed.
    #[error("The account could not be changed: {0}")]
    Failed(String),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

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
