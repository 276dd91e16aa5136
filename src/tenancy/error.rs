use super::invitations::State;
use crate::db::DbError;

/// The reason why an organization wasn't registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Another organization has, or once had, the slug.
    #[error("This URL is taken. Choose another one.")]
    SlugTaken,
    /// The slug has another meaning in our URLs.
    #[error("This URL is reserved. Choose another one.")]
    SlugReserved,
    /// The daily limit is used up; holds the seconds until it isn't.
    #[error("You’ve created many organizations in a short time.")]
    TooMany(u32),
    /// The person owns as many as one person may.
    #[error(
        "You’ve reached the number of organizations that one person can own. Delete or transfer \
         one to create another."
    )]
    TooManyOwned,
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
        } else if error.is_refused_by("organizations_within_limit") {
            Self::TooManyOwned
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
    #[error("The URL was changed several times today.")]
    TooMany(u32),
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
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
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    /// It was deleted and restored too often today; holds the seconds until it can be again.
    #[error("The organization was deleted and restored several times today.")]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The reason why an organization wasn't handed over.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    /// The named person isn't an active member.
    #[error("Name another member of this organization.")]
    NoMember,
    /// The named member is an owner.
    #[error("Already an owner.")]
    OwnerAlready,
    /// Another offer waits for an answer.
    #[error("Another offer is waiting for an answer. Cancel it first.")]
    AlreadyOpen,
    /// There is no such offer, or it's for somebody else.
    #[error("There’s no such offer.")]
    Unknown,
    /// The offer was answered, canceled or is too old, or its giver can no longer make it.
    #[error("This offer has ended.")]
    Withdrawn,
    /// The receiver owns as many organizations as one person may.
    #[error(
        "You’ve reached the number of organizations that one person can own. Delete or transfer \
         one, and accept again."
    )]
    TooManyOwned,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for TransferError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("ownership_transfers_one_open") {
            Self::AlreadyOpen
        } else if error.is_refused_by("organizations_within_limit") {
            Self::TooManyOwned
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why a membership wasn't changed.
#[derive(Debug, thiserror::Error)]
pub enum MemberError {
    /// The person isn't a member, or no longer one.
    #[error("This person isn’t a member.")]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("Your role doesn’t allow this.")]
    NotAllowed,
    /// The member's role, or the new one, is higher than the caller's own.
    #[error("You can only change members up to your own role.")]
    RoleTooHigh,
    /// Nobody suspends themselves, since they couldn't reinstate themselves either.
    #[error("You can’t suspend yourself. Leave the organization, or ask someone else.")]
    Oneself,
    /// No owner would be left.
    #[error("An organization needs at least one owner. Make someone else an owner first.")]
    LastOwner,
    /// The member owns as many organizations as one person may.
    #[error("This person has reached the number of organizations that one person can own.")]
    TooManyOwned,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for MemberError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("tenants_keep_an_owner") {
            Self::LastOwner
        } else if error.is_refused_by("organizations_within_limit") {
            Self::TooManyOwned
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
    #[error("Already a member.")]
    AlreadyMember,
    /// As many invitations as may be are waiting for an answer.
    #[error(
        "Many invitations of this organization are waiting for an answer. Cancel some that are \
         no longer needed first."
    )]
    TooManyPending,
    /// An invitation to the address is already pending.
    #[error("Already invited. Resend the invitation instead.")]
    AlreadyInvited,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for InviteError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("invitations_within_limit") {
            Self::TooManyPending
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why an invitation got no other link, or wasn't revoked.
#[derive(Debug, thiserror::Error)]
pub enum ResendError {
    /// The invitation doesn't exist.
    #[error("There’s no such invitation.")]
    Unknown,
    /// It was answered or revoked.
    #[error("This invitation was {} already.", .0.as_str())]
    Over(State),
    /// The caller's role doesn't allow it, perhaps no longer, or is lower than the one given.
    #[error("You can only give roles up to your own.")]
    RoleTooHigh,
    /// The person has joined by another way.
    #[error("Already a member.")]
    AlreadyMember,
    /// As many invitations as may wait for an answer do.
    #[error(
        "Many invitations of this organization are waiting for an answer. Cancel some that are \
         no longer needed first."
    )]
    TooManyPending,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ResendError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("invitations_within_limit") {
            Self::TooManyPending
        } else {
            Self::Db(error)
        }
    }
}

/// The reason why an invitation wasn't accepted.
#[derive(Debug, thiserror::Error)]
pub enum AcceptError {
    /// The invitation doesn't exist.
    #[error("There’s no such invitation.")]
    Unknown,
    /// The invitation has already been accepted.
    #[error("This invitation has already been used.")]
    Used,
    /// The invitation was canceled.
    #[error("This invitation was canceled.")]
    Canceled,
    /// The invited person has declined.
    #[error("This invitation was declined.")]
    Declined,
    /// A newer mail has another link.
    #[error("A newer invitation has replaced this one. Use the link in the newest email.")]
    Replaced,
    /// The inviter may no longer grant the role, or the invitee may no longer accept it.
    #[error(
        "This invitation was canceled: the person who sent it can no longer invite you. Ask for \
         a new one."
    )]
    Withdrawn,
    /// The invitation has expired.
    #[error("This invitation has expired. Ask for a new one.")]
    Expired,
    /// The invitation is for another address, or the address isn't proven.
    #[error("This invitation is for another email address.")]
    OtherAddress,
    /// The organization has as many members as it may have.
    #[error("This organization has no room for another member. Ask one of its admins.")]
    Full,
    /// The invited person would own more organizations than one person may.
    #[error(
        "You’ve reached the number of organizations that one person can own. Delete or transfer \
         one to join another as an owner."
    )]
    TooManyOwned,
    /// A query failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for AcceptError {
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
