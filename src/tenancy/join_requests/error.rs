use crate::db::DbError;

/// The reason why a person couldn't ask to join.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The person has asked before, and no one has decided yet.
    #[error("{}", crate::text!("ask-already-asked"))]
    AlreadyAsked,
    /// The person has as many open requests as one may have.
    #[error("{}", crate::text!("ask-ten-open"))]
    TenOpen,
    /// The person asked this organization often today; holds the seconds to wait.
    #[error("{}", crate::text!("ask-too-many"))]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for AskError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("join_requests_one_open") {
            Self::AlreadyAsked
        } else if error.is_refused_by("join_requests_ten_open") {
            Self::TenOpen
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why a person couldn't withdraw a request.
#[derive(Debug, thiserror::Error)]
pub enum WithdrawError {
    /// The request doesn't exist, or is another person's.
    #[error("{}", crate::text!("no-such-request"))]
    Unknown,
    /// The person has become a member, by the request or in another way.
    #[error("{}", crate::text!("withdraw-let-in"))]
    LetIn,
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The reason why a request wasn't decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The request doesn't exist, or is no longer open.
    #[error("{}", crate::text!("no-such-request"))]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("{}", crate::text!("not-allowed"))]
    NotAllowed,
    /// The role is higher than the caller's own.
    #[error("{}", crate::text!("role-too-high"))]
    RoleTooHigh,
    /// The person's address is no longer proven, or the account is closed.
    #[error("{}", crate::text!("decide-unfit"))]
    Unfit,
    /// The organization has as many members as it may have.
    #[error("{}", crate::text!("decide-full"))]
    Full,
    /// The person owns as many organizations as one person may.
    #[error("{}", crate::text!("decide-too-many-owned"))]
    TooManyOwned,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DecideError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("memberships_within_limit") {
            Self::Full
        } else if error.is_refused_by("organizations_within_limit") {
            Self::TooManyOwned
        } else {
            Self::Db(error)
        }
    }
}
