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

/// The reason why an organization wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The new slug isn't free.
    #[error(transparent)]
    Slug(RegisterError),
    /// The slug was changed too often today; holds the seconds until it can be again.
    #[error("The address was changed several times today.")]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for EditError {
    fn from(error: DbError) -> Self {
        match RegisterError::from(error) {
            RegisterError::Db(error) => Self::Db(error),
            refused => Self::Slug(refused),
        }
    }
}

/// The reason why an organization wasn't deleted.
#[derive(Debug, thiserror::Error)]
pub enum DeleteError {
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role does not allow this.")]
    NotAllowed,
    /// It was deleted and restored too often today; holds the seconds until it can be again.
    #[error("The organization was deleted and restored several times today.")]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The reason why a membership wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The person isn't a member, or no longer one.
    #[error("This person is not a member.")]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role does not allow this.")]
    NotAllowed,
    /// The member's role, or the new one, is higher than the caller's own.
    #[error("You can only change members up to your own role.")]
    RoleTooHigh,
    /// Nobody suspends themselves, since they couldn't reinstate themselves either.
    #[error("You cannot suspend yourself. Leave the organization, or ask somebody else.")]
    Oneself,
    /// No owner would be left.
    #[error("An organization keeps at least one owner. Make somebody else an owner first.")]
    LastOwner,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for MemberError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("tenants_keep_an_owner") { Self::LastOwner } else { Self::Db(error) }
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
    Db(#[from] DbError),
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
