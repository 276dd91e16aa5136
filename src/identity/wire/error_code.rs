//! Better Auth's error codes, and a few of our own.

/// Declares the codes, each with its spelling on the wire.
macro_rules! codes {
    ($($name:ident = $wire:literal,)*) => {
        /// Why a provider refuses a call.
        #[expect(missing_docs, reason = "the spelling on the wire says it all")]
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum ProviderErrorCode {
            $($name,)*
            /// A code that means nothing to us; empty if the answer had none.
            Other(String),
        }

        impl ProviderErrorCode {
            #[cfg(test)]
            const KNOWN: &[Self] = &[$(Self::$name),*];

            /// Returns the code as it's spelled on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$name => $wire,)*
                    Self::Other(code) => code,
                }
            }
        }

        impl From<&str> for ProviderErrorCode {
            fn from(code: &str) -> Self {
                match code {
                    $($wire => Self::$name,)*
                    other => Self::Other(other.to_owned()),
                }
            }
        }
    };
}

codes! {
    AccountClosing = "ACCOUNT_CLOSING",
    AccountNotFound = "ACCOUNT_NOT_FOUND",
    BadRequest = "BAD_REQUEST",
    BannedUser = "BANNED_USER",
    ChangeEmailDisabled = "CHANGE_EMAIL_DISABLED",
    ChangeEmailIsDisabled = "CHANGE_EMAIL_IS_DISABLED",
    CredentialAccountNotFound = "CREDENTIAL_ACCOUNT_NOT_FOUND",
    DeferSessionRequired = "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED",
    EmailAlreadyInUse = "EMAIL_ALREADY_IN_USE",
    EmailAlreadyVerified = "EMAIL_ALREADY_VERIFIED",
    EmailCanNotBeUpdated = "EMAIL_CAN_NOT_BE_UPDATED",
    EmailIsTheSame = "EMAIL_IS_THE_SAME",
    EmailMismatch = "EMAIL_MISMATCH",
    EmailNotVerified = "EMAIL_NOT_VERIFIED",
    FailedToUnlinkLastAccount = "FAILED_TO_UNLINK_LAST_ACCOUNT",
    FieldNotAllowed = "FIELD_NOT_ALLOWED",
    IdTokenNotSupported = "ID_TOKEN_NOT_SUPPORTED",
    InternalServerError = "INTERNAL_SERVER_ERROR",
    InvalidCallbackUrl = "INVALID_CALLBACK_URL",
    InvalidEmail = "INVALID_EMAIL",
    InvalidEmailOrPassword = "INVALID_EMAIL_OR_PASSWORD",
    InvalidErrorCallbackUrl = "INVALID_ERROR_CALLBACK_URL",
    InvalidNewUserCallbackUrl = "INVALID_NEW_USER_CALLBACK_URL",
    InvalidOrigin = "INVALID_ORIGIN",
    InvalidOtp = "INVALID_OTP",
    InvalidPassword = "INVALID_PASSWORD",
    InvalidRedirectUrl = "INVALID_REDIRECT_URL",
    InvalidToken = "INVALID_TOKEN",
    MissingOrNullOrigin = "MISSING_OR_NULL_ORIGIN",
    NoFieldsToUpdate = "NO_FIELDS_TO_UPDATE",
    OtpExpired = "OTP_EXPIRED",
    PasswordAlreadySet = "PASSWORD_ALREADY_SET",
    PasswordCompromised = "PASSWORD_COMPROMISED",
    PasswordTooLong = "PASSWORD_TOO_LONG",
    PasswordTooShort = "PASSWORD_TOO_SHORT",
    PayloadTooLarge = "PAYLOAD_TOO_LARGE",
    ProviderNotFound = "PROVIDER_NOT_FOUND",
    ServiceUnavailable = "SERVICE_UNAVAILABLE",
    SessionExpired = "SESSION_EXPIRED",
    SessionNotFresh = "SESSION_NOT_FRESH",
    SoleOwner = "SOLE_OWNER",
    TokenExpired = "TOKEN_EXPIRED",
    TooManyAccounts = "TOO_MANY_ACCOUNTS",
    TooManyAttempts = "TOO_MANY_ATTEMPTS",
    Unauthorized = "UNAUTHORIZED",
    UnsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE",
    UserAlreadyExists = "USER_ALREADY_EXISTS",
    UserAlreadyExistsUseAnotherEmail = "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL",
    ValidationError = "VALIDATION_ERROR",
    VerificationNotFound = "VERIFICATION_NOT_FOUND",
}

#[cfg(test)]
mod tests {
    use super::ProviderErrorCode::{self, Other};

    #[test]
    fn a_code_survives_the_wire() {
        for code in ProviderErrorCode::KNOWN {
            assert_eq!(ProviderErrorCode::from(code.as_str()), *code);
        }
        let unknown = ProviderErrorCode::from("FLUX_CAPACITOR_EMPTY");
        assert_eq!(unknown, Other(String::from("FLUX_CAPACITOR_EMPTY")));
        assert_eq!(unknown.as_str(), "FLUX_CAPACITOR_EMPTY");
    }
}
