use crate::db::DbError;

/// Why an organization was not registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Another organization has or had the slug.
    #[error("This address is taken. Choose another one.")]
    SlugTaken,
    /// The slug means something else in our URLs.
    #[error("This address is reserved. Choose another one.")]
    SlugReserved,
    /// Enough for today; says for how many seconds.
    #[error("You have registered many organizations in a short time.")]
    TooMany(u32),
    /// A failed query.
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

/// Why nobody was invited.
#[derive(Debug, thiserror::Error)]
pub enum InviteError {
    /// The role is above the inviter's own.
    #[error("You can only give roles up to your own.")]
    RoleTooHigh,
    /// The address belongs to a member.
    #[error("This person is a member already.")]
    AlreadyMember,
    /// An invitation to the address waits for an answer.
    #[error("An invitation to this address is waiting for an answer.")]
    AlreadyInvited,
    /// A failed query.
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

/// Why an invitation was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// There is no such invitation.
    #[error("There is no such invitation.")]
    Unknown,
    /// It was accepted before.
    #[error("This invitation was accepted before.")]
    Used,
    /// It was taken back.
    #[error("This invitation was taken back.")]
    Canceled,
    /// Its inviter may no longer give the role, or its invitee may no longer take it.
    #[error(
        "This invitation was withdrawn: whoever sent it can no longer invite you. Ask for a new one."
    )]
    Withdrawn,
    /// It is too old.
    #[error("This invitation has expired. Ask for a new one.")]
    Expired,
    /// It is for another address, or the address is not proven.
    #[error("This invitation is for another e-mail address.")]
    OtherAddress,
    /// A failed query.
    #[error(transparent)]
    Db(#[from] DbError),
}
