use super::invitations::State;
use crate::db::DbError;

/// The reason why an organization wasn't registered.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// Another organization has, or once had, the slug.
    #[error("{}", crate::text!("register-slug-taken"))]
    SlugTaken,
    /// The slug has another meaning in our URLs.
    #[error("{}", crate::text!("register-slug-reserved"))]
    SlugReserved,
    /// The daily limit is used up; holds the seconds until it isn't.
    #[error("{}", crate::text!("register-too-many"))]
    TooMany(u32),
    /// The person owns as many as one person may.
    #[error("{}", crate::text!("register-too-many-owned"))]
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
    #[error("{}", crate::text!("edit-too-many"))]
    TooMany(u32),
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("{}", crate::text!("not-allowed"))]
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
    #[error("{}", crate::text!("not-allowed"))]
    NotAllowed,
    /// It was deleted and restored too often today; holds the seconds until it can be again.
    #[error("{}", crate::text!("delete-too-many"))]
    TooMany(u32),
    /// A query failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The reason why an organization wasn't handed over.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("{}", crate::text!("not-allowed"))]
    NotAllowed,
    /// The named person isn't an active member.
    #[error("{}", crate::text!("transfer-no-member"))]
    NoMember,
    /// The named member is an owner.
    #[error("{}", crate::text!("transfer-owner-already"))]
    OwnerAlready,
    /// Another offer waits for an answer.
    #[error("{}", crate::text!("transfer-already-open"))]
    AlreadyOpen,
    /// There is no such offer, or it's for somebody else.
    #[error("{}", crate::text!("transfer-unknown"))]
    Unknown,
    /// The offer was answered, canceled or is too old, or its giver can no longer make it.
    #[error("{}", crate::text!("transfer-withdrawn"))]
    Withdrawn,
    /// The receiver owns as many organizations as one person may.
    #[error("{}", crate::text!("transfer-too-many-owned"))]
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
    #[error("{}", crate::text!("member-unknown"))]
    Unknown,
    /// The caller's role doesn't allow it, perhaps no longer.
    #[error("{}", crate::text!("not-allowed"))]
    NotAllowed,
    /// The member's role, or the new one, is higher than the caller's own.
    #[error("{}", crate::text!("member-role-too-high"))]
    RoleTooHigh,
    /// Nobody suspends themselves, since they couldn't reinstate themselves either.
    #[error("{}", crate::text!("member-oneself"))]
    Oneself,
    /// No owner would be left.
    #[error("{}", crate::text!("last-owner"))]
    LastOwner,
    /// The member owns as many organizations as one person may.
    #[error("{}", crate::text!("member-too-many-owned"))]
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
    #[error("{}", crate::text!("role-too-high"))]
    RoleTooHigh,
    /// The address belongs to a member.
    #[error("{}", crate::text!("already-member"))]
    AlreadyMember,
    /// As many invitations as may be are waiting for an answer.
    #[error("{}", crate::text!("too-many-pending"))]
    TooManyPending,
    /// An invitation to the address is already pending.
    #[error("{}", crate::text!("invite-already-invited"))]
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
    #[error("{}", crate::text!("no-such-invitation"))]
    Unknown,
    /// It was answered or revoked.
    #[error("{}", crate::text!("resend-over", state = .0.as_str()))]
    Over(State),
    /// The caller's role doesn't allow it, perhaps no longer, or is lower than the one given.
    #[error("{}", crate::text!("role-too-high"))]
    RoleTooHigh,
    /// The person has joined by another way.
    #[error("{}", crate::text!("already-member"))]
    AlreadyMember,
    /// As many invitations as may wait for an answer do.
    #[error("{}", crate::text!("too-many-pending"))]
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
    #[error("{}", crate::text!("no-such-invitation"))]
    Unknown,
    /// The invitation has already been accepted.
    #[error("{}", crate::text!("accept-used"))]
    Used,
    /// The invitation was canceled.
    #[error("{}", crate::text!("accept-canceled"))]
    Canceled,
    /// The invited person has declined.
    #[error("{}", crate::text!("accept-declined"))]
    Declined,
    /// The inviter may no longer grant the role, or the invitee may no longer accept it.
    #[error("{}", crate::text!("accept-withdrawn"))]
    Withdrawn,
    /// The invitation has expired.
    #[error("{}", crate::text!("accept-expired"))]
    Expired,
    /// The invitation is for another address, or the address isn't proven.
    #[error("{}", crate::text!("accept-other-address"))]
    OtherAddress,
    /// The organization has as many members as it may have.
    #[error("{}", crate::text!("organization-full"))]
    Full,
    /// The invited person would own more organizations than one person may.
    #[error("{}", crate::text!("accept-too-many-owned"))]
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
