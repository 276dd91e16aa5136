use crate::db::DbError;

/// The reason why an organization wasn't registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Another organization has, or once had, the slug.
    #[error("This address is taken. Choose another one.")]
    SlugTaken,
    /// The slug has another meaning in our URLs.
    #[error("This address is reserved. Choose another one.")]
    SlugReserved,
    /// The daily limit is used up; holds the seconds until it isn't.
    #[error("You have registered many organizations in a short time.")]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for RegisterError {
    fn from(error: DbError) -> Self {
        let taken = ["tenants_slug_key", "tenant_slugs_slug_key"];
        if taken.iter().any(|name| error.is_refused_by(name)) {
            Self::SlugTaken
        } else if error.is_refused_by("tenants_slug_reserved") {
            Self::SlugReserved
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why a person wasn't invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The role is higher than the inviter's own.
    #[error("You can only give roles up to your own.")]
    RoleTooHigh,
    /// The address belongs to a member.
    #[error("This person is a member already.")]
    AlreadyMember,
    /// An invitation to the address is already pending.
    #[error("An invitation to this address is waiting for an answer.")]
    AlreadyInvited,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for InviteError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("invitations_one_pending") {
            Self::AlreadyInvited
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why an invitation wasn't accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// The invitation doesn't exist.
    #[error("There is no such invitation.")]
    Unknown,
    /// The invitation has already been accepted.
    #[error("This invitation was accepted before.")]
    Used,
    /// The invitation was canceled.
    #[error("This invitation was taken back.")]
    Canceled,
    /// The inviter may no longer grant the role, or the invitee may no longer accept it.
    #[error(
        "This invitation was withdrawn: whoever sent it can no longer invite you. Ask for a new one."
    )]
    Withdrawn,
    /// The invitation has expired.
    #[error("This invitation has expired. Ask for a new one.")]
    Expired,
    /// The invitation is for another address, or the address isn't proven.
    #[error("This invitation is for another e-mail address.")]
    OtherAddress,
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
