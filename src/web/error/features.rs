//! Maps the features' errors to responses.

use super::AppError;
use crate::{
    identity::{account_deletion::LeaveError, error::ValidateError},
    tenancy::{
        AcceptError, DeleteError, EditError, InviteError, MemberError, RegisterError, ResendError,
        TransferError,
        domains::{DomainError, OfferError},
        join_links::{JoinError, LinkError},
        join_requests::{AskError, DecideError, WithdrawError},
    },
    todos::TodoError,
    users::ProvisionError,
    web::views::FieldErrors,
};

impl From<ValidateError> for AppError {
    fn from(error: ValidateError) -> Self {
        match error {
            ValidateError::Invalid { .. } => Self::Unauthenticated,
            ValidateError::Unavailable(cause) => Self::Unavailable(anyhow::anyhow!(cause)),
            ValidateError::Db(error) => error.into(),
        }
    }
}

impl From<ProvisionError> for AppError {
    fn from(error: ProvisionError) -> Self {
        match error {
            ProvisionError::Suspended => Self::Suspended,
            ProvisionError::OfAnotherProvider => Self::OfAnotherProvider,
            ProvisionError::Db(error) => error.into(),
        }
    }
}

impl From<RegisterError> for AppError {
    fn from(error: RegisterError) -> Self {
        match error {
            RegisterError::Db(error) => error.into(),
            RegisterError::TooMany(seconds) => Self::TooMany(seconds),
            full @ RegisterError::TooManyOwned => Self::Conflict(full.to_string()),
            taken => Self::Invalid(FieldErrors::one("slug", taken.to_string())),
        }
    }
}

impl From<EditError> for AppError {
    fn from(error: EditError) -> Self {
        match error {
            EditError::Slug(refused) => refused.into(),
            EditError::TooMany(seconds) => Self::TooMany(seconds),
            EditError::NotAllowed => Self::Forbidden,
            EditError::Db(error) => error.into(),
        }
    }
}

impl From<DeleteError> for AppError {
    fn from(error: DeleteError) -> Self {
        match error {
            DeleteError::NotAllowed => Self::Forbidden,
            DeleteError::TooMany(seconds) => Self::TooMany(seconds),
            DeleteError::Db(error) => error.into(),
        }
    }
}

impl From<InviteError> for AppError {
    fn from(error: InviteError) -> Self {
        match error {
            InviteError::Db(error) => error.into(),
            InviteError::RoleTooHigh => Self::Forbidden,
            other => Self::Invalid(FieldErrors::one("email", other.to_string())),
        }
    }
}

impl From<ResendError> for AppError {
    fn from(error: ResendError) -> Self {
        match error {
            ResendError::Db(error) => error.into(),
            ResendError::Unknown => Self::NotFound,
            ResendError::RoleTooHigh => Self::Forbidden,
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<AcceptError> for AppError {
    fn from(error: AcceptError) -> Self {
        match error {
            AcceptError::Db(error) => error.into(),
            AcceptError::Unknown => Self::NotFound,
            AcceptError::OtherAddress => Self::Forbidden,
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<MemberError> for AppError {
    fn from(error: MemberError) -> Self {
        match error {
            MemberError::Db(error) => error.into(),
            MemberError::Unknown => Self::NotFound,
            MemberError::NotAllowed | MemberError::RoleTooHigh => Self::Forbidden,
            MemberError::LastOwner => Self::LastOwner,
            refused @ (MemberError::Oneself | MemberError::TooManyOwned) => {
                Self::Conflict(refused.to_string())
            }
        }
    }
}

impl From<LinkError> for AppError {
    fn from(error: LinkError) -> Self {
        match error {
            LinkError::Db(error) => error.into(),
            LinkError::Unknown => Self::NotFound,
            LinkError::NotAllowed => Self::Forbidden,
            full @ LinkError::TooMany(_) => Self::Invalid(FieldErrors::whole(full.to_string())),
        }
    }
}

impl From<JoinError> for AppError {
    fn from(error: JoinError) -> Self {
        match error {
            JoinError::Db(error) => error.into(),
            refused => Self::Conflict(refused.to_string()),
        }
    }
}

impl From<DomainError> for AppError {
    fn from(error: DomainError) -> Self {
        match error {
            DomainError::Db(error) => error.into(),
            DomainError::Unknown => Self::NotFound,
            DomainError::NotAllowed => Self::Forbidden,
            taken @ DomainError::Taken => Self::Conflict(taken.to_string()),
            other => Self::Invalid(FieldErrors::one("domain", other.to_string())),
        }
    }
}

impl From<OfferError> for AppError {
    fn from(error: OfferError) -> Self {
        match error {
            OfferError::Db(error) => error.into(),
            refused => Self::Conflict(refused.to_string()),
        }
    }
}

impl From<AskError> for AppError {
    fn from(error: AskError) -> Self {
        match error {
            AskError::Db(error) => error.into(),
            AskError::TooMany(seconds) => Self::TooMany(seconds),
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<WithdrawError> for AppError {
    fn from(error: WithdrawError) -> Self {
        match error {
            WithdrawError::Db(error) => error.into(),
            WithdrawError::Unknown => Self::NotFound,
            late @ WithdrawError::LetIn => Self::Conflict(late.to_string()),
        }
    }
}

impl From<DecideError> for AppError {
    fn from(error: DecideError) -> Self {
        match error {
            DecideError::Db(error) => error.into(),
            DecideError::Unknown => Self::NotFound,
            DecideError::NotAllowed | DecideError::RoleTooHigh => Self::Forbidden,
            refused => Self::Conflict(refused.to_string()),
        }
    }
}

impl From<TransferError> for AppError {
    fn from(error: TransferError) -> Self {
        match error {
            TransferError::Db(error) => error.into(),
            TransferError::NotAllowed => Self::Forbidden,
            TransferError::Unknown | TransferError::NoMember => Self::NotFound,
            other => Self::Conflict(other.to_string()),
        }
    }
}

impl From<LeaveError> for AppError {
    fn from(error: LeaveError) -> Self {
        match error {
            LeaveError::Db(error) => error.into(),
            sole @ LeaveError::SoleOwner(_) => Self::Conflict(sole.to_string()),
        }
    }
}

impl From<TodoError> for AppError {
    fn from(error: TodoError) -> Self {
        match error {
            TodoError::NotFound => Self::NotFound,
            TodoError::NotYours => Self::Forbidden,
            wrong @ (TodoError::NoSuchMember | TodoError::NotShared) => {
                Self::Invalid(FieldErrors::one("assignee_id", wrong.to_string()))
            }
            TodoError::Db(error) => error.into(),
        }
    }
}
