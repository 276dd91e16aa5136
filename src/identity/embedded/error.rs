//! The ways in which a call fails.

use crate::{
    db::DbError,
    http::Outage,
    identity::{
        error::ProviderError,
        wire::{ProviderErrorCode, WireResponse},
    },
};

/// The result of a call.
pub(super) type Answer = Result<WireResponse, CallError>;

/// The end of a transaction that commits even if the call is refused, so that what it has
/// counted stays. Any other failure rolls it back.
pub(super) enum CallOutcome<T> {
    Done(T),
    Refused(BetterAuthError),
}

impl<T> CallOutcome<T> {
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> CallOutcome<U> {
        match self {
            Self::Done(done) => CallOutcome::Done(change(done)),
            Self::Refused(refused) => CallOutcome::Refused(refused),
        }
    }

    /// Returns the call's result, once the transaction is over.
    pub(super) fn into_result(self) -> Result<T, CallError> {
        match self {
            Self::Done(done) => Ok(done),
            Self::Refused(refused) => Err(refused.into()),
        }
    }
}

/// A refusal with Better Auth's status, code and message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BetterAuthError {
    pub(super) status: u16,
    pub(super) code: ProviderErrorCode,
    pub(super) message: &'static str,
}

impl BetterAuthError {
    const fn new(status: u16, code: ProviderErrorCode, message: &'static str) -> Self {
        Self { status, code, message }
    }

    pub(super) const UNAUTHORIZED: Self =
        Self::new(401, ProviderErrorCode::Unauthorized, "Unauthorized");
    pub(super) const INVALID_EMAIL: Self =
        Self::new(400, ProviderErrorCode::InvalidEmail, "Invalid email");
    pub(super) const INVALID_EMAIL_OR_PASSWORD: Self =
        Self::new(401, ProviderErrorCode::InvalidEmailOrPassword, "Invalid email or password");
    pub(super) const EMAIL_NOT_VERIFIED: Self =
        Self::new(403, ProviderErrorCode::EmailNotVerified, "Email not verified");
    pub(super) const BANNED_USER: Self = Self::new(
        403,
        ProviderErrorCode::BannedUser,
        "You have been banned from this application. \
         Please contact support if you believe this is an error.",
    );
    /// Not part of Better Auth.
    pub(super) const ACCOUNT_CLOSING: Self = Self::new(
        403,
        ProviderErrorCode::AccountClosing,
        "This account is going to be deleted. Keep it first, then go on.",
    );
    pub(super) const USER_ALREADY_EXISTS: Self = Self::new(
        422,
        ProviderErrorCode::UserAlreadyExistsUseAnotherEmail,
        "User already exists. Use another email.",
    );
    pub(super) const PASSWORD_TOO_SHORT: Self =
        Self::new(400, ProviderErrorCode::PasswordTooShort, "Password too short");
    pub(super) const PASSWORD_TOO_LONG: Self =
        Self::new(400, ProviderErrorCode::PasswordTooLong, "Password too long");
    /// In the words of the plugin `haveibeenpwned`.
    pub(super) const PASSWORD_COMPROMISED: Self = Self::new(
        400,
        ProviderErrorCode::PasswordCompromised,
        "The password you entered has been compromised. Please choose a different password.",
    );
    /// For a link to reset a password; the other links use [`BetterAuthError::INVALID_LINK`].
    pub(super) const INVALID_TOKEN: Self =
        Self::new(400, ProviderErrorCode::InvalidToken, "Invalid token");
    pub(super) const INVALID_LINK: Self =
        Self::new(401, ProviderErrorCode::InvalidToken, "Invalid token");
    pub(super) const TOKEN_EXPIRED: Self =
        Self::new(401, ProviderErrorCode::TokenExpired, "Token expired");
    pub(super) const EMAIL_MISMATCH: Self =
        Self::new(400, ProviderErrorCode::EmailMismatch, "Email mismatch");
    pub(super) const EMAIL_ALREADY_VERIFIED: Self =
        Self::new(400, ProviderErrorCode::EmailAlreadyVerified, "Email is already verified");
    pub(super) const INVALID_OTP: Self =
        Self::new(400, ProviderErrorCode::InvalidOtp, "Invalid OTP");
    pub(super) const OTP_EXPIRED: Self =
        Self::new(400, ProviderErrorCode::OtpExpired, "OTP expired");
    pub(super) const TOO_MANY_ATTEMPTS: Self =
        Self::new(403, ProviderErrorCode::TooManyAttempts, "Too many attempts");
    pub(super) const INVALID_CALLBACK_URL: Self =
        Self::new(403, ProviderErrorCode::InvalidCallbackUrl, "Invalid callbackURL");
    pub(super) const INVALID_REDIRECT_URL: Self =
        Self::new(403, ProviderErrorCode::InvalidRedirectUrl, "Invalid redirectURL");
    pub(super) const INVALID_ERROR_CALLBACK_URL: Self =
        Self::new(403, ProviderErrorCode::InvalidErrorCallbackUrl, "Invalid errorCallbackURL");
    pub(super) const INVALID_NEW_USER_CALLBACK_URL: Self =
        Self::new(403, ProviderErrorCode::InvalidNewUserCallbackUrl, "Invalid newUserCallbackURL");
    pub(super) const PROVIDER_NOT_FOUND: Self =
        Self::new(404, ProviderErrorCode::ProviderNotFound, "Provider not found");
    pub(super) const ID_TOKEN_NOT_SUPPORTED: Self =
        Self::new(404, ProviderErrorCode::IdTokenNotSupported, "id_token not supported");
    pub(super) const EMAIL_CAN_NOT_BE_UPDATED: Self =
        Self::new(400, ProviderErrorCode::EmailCanNotBeUpdated, "Email can not be updated");
    pub(super) const NOTHING_TO_UPDATE: Self =
        Self::new(400, ProviderErrorCode::NoFieldsToUpdate, "No fields to update");
    pub(super) const INVALID_PASSWORD: Self =
        Self::new(400, ProviderErrorCode::InvalidPassword, "Invalid password");
    pub(super) const CREDENTIAL_ACCOUNT_NOT_FOUND: Self = Self::new(
        400,
        ProviderErrorCode::CredentialAccountNotFound,
        "Credential account not found",
    );
    pub(super) const PASSWORD_ALREADY_SET: Self =
        Self::new(400, ProviderErrorCode::PasswordAlreadySet, "User already has a password set");
    pub(super) const SESSION_NOT_FRESH: Self =
        Self::new(403, ProviderErrorCode::SessionNotFresh, "Session is not fresh");
    pub(super) const SESSION_EXPIRED: Self = Self::new(
        400,
        ProviderErrorCode::SessionExpired,
        "Session expired. Re-authenticate to perform this action.",
    );
    pub(super) const SAME_EMAIL: Self =
        Self::new(400, ProviderErrorCode::EmailIsTheSame, "Email is the same");
    pub(super) const EMAIL_IN_USE: Self =
        Self::new(400, ProviderErrorCode::EmailAlreadyInUse, "Email already in use");
    /// Not part of Better Auth: what to do before a change of address can be undone.
    pub(super) const FORMER_EMAIL_IN_USE: Self = Self::new(
        400,
        ProviderErrorCode::EmailAlreadyInUse,
        "Another account uses this email by now: give that one another email, then try again",
    );
    pub(super) const ACCOUNT_NOT_FOUND: Self =
        Self::new(400, ProviderErrorCode::AccountNotFound, "Account not found");
    pub(super) const LAST_ACCOUNT: Self = Self::new(
        400,
        ProviderErrorCode::FailedToUnlinkLastAccount,
        "You can't unlink your last account",
    );
    pub(super) const INVALID_JSON: Self =
        Self::new(400, ProviderErrorCode::BadRequest, "Invalid JSON in request body");
    pub(super) const DEFERRED_REFRESH: Self = Self::new(
        405,
        ProviderErrorCode::DeferSessionRequired,
        "POST method requires deferSessionRefresh to be enabled in session config",
    );
}

/// Why a call failed.
#[derive(Debug)]
pub(super) enum CallError {
    /// The caller's fault.
    Refused(BetterAuthError),
    /// The caller's fault, with a message that names the field.
    Field { status: u16, code: ProviderErrorCode, message: String },
    /// Too many passwords are waiting to be hashed.
    Busy,
    /// Another call has changed the rows that this one had read; a retry helps.
    Overtaken,
    /// A sign-in service doesn't answer.
    Outage(Outage),
    /// A database error.
    Db(DbError),
    /// An internal error.
    Broken(&'static str),
}

impl CallError {
    /// Returns the outcome for the log, without personal data.
    pub(super) fn outcome(&self) -> &str {
        match self {
            Self::Refused(refused) => refused.code.as_str(),
            Self::Field { code, .. } => code.as_str(),
            Self::Busy => "busy",
            Self::Overtaken => "overtaken",
            Self::Outage(_) => "provider_unavailable",
            Self::Db(DbError::Unavailable(_)) => "unavailable",
            Self::Db(DbError::Unstorable(_)) => "unstorable",
            Self::Db(_) | Self::Broken(_) => "failed",
        }
    }

    /// Returns the answer on the wire, which doesn't reveal the cause of internal errors.
    pub(super) fn answer(&self) -> WireResponse {
        match self.refusal() {
            Some((status, code, message)) => WireResponse::error(status, code, message),
            None => WireResponse::unavailable(),
        }
    }

    /// Returns status, code and message; `None` for an outage.
    fn refusal(&self) -> Option<(u16, &ProviderErrorCode, &str)> {
        Some(match self {
            Self::Refused(refused) => (refused.status, &refused.code, refused.message),
            Self::Field { status, code, message } => (*status, code, message),
            Self::Busy | Self::Overtaken | Self::Outage(_) | Self::Db(DbError::Unavailable(_)) => {
                return None;
            }
            Self::Db(DbError::Unstorable(_)) => {
                (400, &ProviderErrorCode::ValidationError, "A value cannot be stored")
            }
            Self::Db(_) | Self::Broken(_) => {
                (500, &ProviderErrorCode::InternalServerError, "Internal Server Error")
            }
        })
    }

    /// Whether the new address belongs to another person, at the provider or in our table.
    pub(super) fn is_address_taken(&self) -> bool {
        let taken = |name| matches!(self, Self::Db(error) if error.is_refused_by(name));
        taken("user_email_key") || taken("users_verified_email_key")
    }

    /// Whether another call was first, in creating the same person or changing the same
    /// password.
    pub(super) fn is_overtaken(&self) -> bool {
        match self {
            Self::Overtaken => true,
            Self::Db(error) => {
                error.is_refused_by("user_email_key") || error.is_refused_by("account_provider_key")
            }
            _ => false,
        }
    }
}

impl From<BetterAuthError> for CallError {
    fn from(refused: BetterAuthError) -> Self {
        Self::Refused(refused)
    }
}

impl From<Outage> for CallError {
    fn from(outage: Outage) -> Self {
        Self::Outage(outage)
    }
}

impl From<DbError> for CallError {
    fn from(error: DbError) -> Self {
        if error.is_refused_by("session_of_nobody_suspended") {
            return BetterAuthError::BANNED_USER.into();
        }
        Self::Db(error)
    }
}

impl From<CallError> for ProviderError {
    fn from(failure: CallError) -> Self {
        match failure.refusal() {
            Some((status, code, _)) => Self { status, code: code.clone(), retry_after: None },
            None => Self::unavailable(),
        }
    }
}
