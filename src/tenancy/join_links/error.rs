use crate::{db::DbError, types::Role};

/// The reason why a link wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// The link doesn't exist.
    #[error("{}", crate::text!("link-unknown"))]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("{}", crate::text!("not-allowed"))]
    NotAllowed,
    /// The organization has as many links as it may have; holds their number.
    #[error("{}", crate::text!("link-too-many", max = *.0))]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl LinkError {
    /// Returns the reason why a link wasn't made where an organization has at most `most`.
    pub fn of_creation(error: DbError, most: u32) -> Self {
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
    #[error("{}", crate::text!("join-link-closed"))]
    Closed,
    /// The person's address isn't proven.
    #[error("{}", crate::text!("join-link-unproven"))]
    Unproven,
    /// The link is for addresses of other domains.
    #[error("{}", crate::text!("join-link-other-domain"))]
    OtherDomain,
    /// People only ask to join by this link.
    #[error("{}", crate::text!("join-link-needs-approval"))]
    NeedsApproval,
    /// The person was removed from the organization, and can only ask.
    #[error("{}", crate::text!("join-link-removed"))]
    Removed,
    /// The person is a member whose access an admin took away for a while.
    #[error("{}", crate::text!("join-link-suspended"))]
    Suspended,
    /// The person is a member already, with this role.
    #[error("{}", crate::text!("join-link-already-member"))]
    AlreadyMember(Role),
    /// The organization has as many members as it may have.
    #[error("{}", crate::text!("organization-full"))]
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
