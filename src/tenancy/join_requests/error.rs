use crate::db::DbError;

/// The reason why a person couldn't ask to join.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// The person has asked before, and no one has decided yet.
    #[error("You’ve already asked. We’ll email you when an admin decides.")]
    AlreadyAsked,
    /// The person has as many open requests as one may have.
    #[error("You have ten open requests. Withdraw one first.")]
    TenOpen,
    /// The person asked this organization often today; holds the seconds to wait.
    #[error("You’ve asked this organization several times today.")]
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
    #[error("There’s no such request.")]
    Unknown,
    /// The person has become a member, by the request or in another way.
    #[error("You were let in already. Leave the organization instead.")]
    LetIn,
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The reason why a request wasn't decided.
#[derive(Debug, thiserror::Error)]
pub enum DecideError {
    /// The request doesn't exist, or is no longer open.
    #[error("There’s no such request.")]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    /// The role is higher than the caller's own.
    #[error("You can only give roles up to your own.")]
    RoleTooHigh,
    /// The person's address is no longer proven, or the account is closed.
    #[error(
        "This person can’t join now: their address is no longer confirmed, or their account is \
         closed. Decline the request, or wait."
    )]
    Unfit,
    /// The organization has as many members as it may have.
    #[error("There’s no room for another member. Remove a member first, then approve.")]
    Full,
    /// The person owns as many organizations as one person may.
    #[error(
        "This person has reached the number of organizations that one person can own. Choose a \
         lower role."
    )]
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
