use crate::{db::DbError, types::Role};

/// The reason why a link wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The link doesn't exist.
    #[error("There’s no such link.")]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    /// The organization has as many links as it may have; holds their number.
    #[error("An organization has at most {0} links. Delete one first.")]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl LinkError {
    /// Returns the reason why a link wasn't made where an organization has at most `most`.
    pub(super) fn of_creation(error: DbError, most: u32) -> Self {
        if error.is_refused_by("join_links_within_limit") {
            Self::TooMany(most)
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why a person didn't join by a link.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The link is off, too old or used up.
    #[error("This link no longer works. Ask the person who shared it for a new one.")]
    Closed,
    /// The person's address isn't proven.
    #[error("Confirm your email address first.")]
    Unproven,
    /// The link is for addresses of other domains.
    #[error("This link is for other email addresses than yours.")]
    OtherDomain,
    /// People only ask to join by this link.
    #[error("An admin decides who joins by this link. Ask to join.")]
    NeedsApproval,
    /// The person was removed from the organization, and can only ask.
    #[error("You were removed from this organization. Ask to come back.")]
    Removed,
    /// The person is a member whose access an admin took away for a while.
    #[error("Your access to this organization is suspended.")]
    Suspended,
    /// The person is a member already, with this role.
    #[error("You’re already a member.")]
    AlreadyMember(Role),
    /// The organization has as many members as it may have.
    #[error("This organization has no room for another member. Ask one of its admins.")]
    Full,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for JoinError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("memberships_within_limit") { Self::Full } else { Self::Db(error) }
    }
}
