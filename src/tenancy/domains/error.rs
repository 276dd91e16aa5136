use super::MAX_DOMAINS;
use crate::db::DbError;

/// The reason why a domain wasn't claimed, changed or proven.
#[derive(Debug, thiserror::Error)]
pub enum DomainError {
    /// The claim doesn't exist.
    #[error("{}", crate::text!("domain-unknown"))]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("{}", crate::text!("not-allowed"))]
    NotAllowed,
    /// The organization has claimed it before.
    #[error("{}", crate::text!("domain-twice"))]
    Twice,
    /// The organization claims as many domains as it may.
    #[error("{}", crate::text!("domain-too-many", max = MAX_DOMAINS))]
    TooMany,
    /// Another organization has proven it.
    #[error("{}", crate::text!("domain-taken"))]
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
    #[error("{}", crate::text!("offer-closed"))]
    Closed,
    /// The organization has as many members as it may have.
    #[error("{}", crate::text!("organization-full"))]
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
