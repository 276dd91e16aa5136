use super::MAX_DOMAINS;
use crate::db::DbError;

/// The reason why a domain wasn't claimed, changed or proven.
#[derive(Debug, thiserror::Error)]
pub enum DomainError {
    /// The claim doesn't exist.
    #[error("There’s no such domain.")]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    /// The organization has claimed it before.
    #[error("This domain is on the list already.")]
    Twice,
    /// The organization claims as many domains as it may.
    #[error("An organization has at most {MAX_DOMAINS} domains. Remove one first.")]
    TooMany,
    /// Another organization has proven it.
    #[error(
        "Another organization here has proven this domain. A DNS record takes it over if the \
         other proof is an emailed code; otherwise it has to remove the domain first."
    )]
    Taken,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DomainError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("domains_once") {
            Self::Twice
        } else if error.is_refused_by("domains_one_proven") {
            Self::Taken
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why a person didn't join by the domain of their address.
#[derive(Debug, thiserror::Error)]
pub enum OfferError {
    /// The offer no longer stands.
    #[error("This offer no longer stands.")]
    Closed,
    /// The organization has as many members as it may have.
    #[error("This organization has no room for another member. Ask one of its admins.")]
    Full,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for OfferError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("memberships_within_limit") { Self::Full } else { Self::Db(error) }
    }
}
