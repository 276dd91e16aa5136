//! Translates a provider's refusal for people and programs, by status and code.

use actix_web::http::StatusCode;

use super::AppError;
use crate::{identity::client::sign_in::ProviderError, web::views::FieldErrors};

/// The wait in seconds if the provider didn't give one.
pub(in crate::web) const WAIT: u32 = 60;

/// Returns the status and messages to show with the form; a rate limit is an error page.
pub fn explain(refused: &ProviderError) -> Result<(StatusCode, FieldErrors), AppError> {
    if refused.status == 429 {
        return Err(AppError::TooMany(refused.retry_after.unwrap_or(WAIT)));
    }
    if refused.is_outage() {
        let message = "Sign-in is not available right now. Try again in a moment.";
        return Ok((StatusCode::SERVICE_UNAVAILABLE, FieldErrors::whole(message)));
    }
    let (field, message) = match refused.code.as_str() {
        "INVALID_OTP" => {
            ("otp", "This code is wrong. Type the newest one, in the browser that asked for it.")
        }
        "OTP_EXPIRED" => ("otp", "This code has expired. Ask for a new one."),
        "INVALID_TOKEN" | "TOKEN_EXPIRED" => ("", "This link does not work any more."),
        "TOO_MANY_ATTEMPTS" => ("otp", "Too many wrong codes. Ask for a new one."),
        "PASSWORD_TOO_SHORT" => ("password", "Use at least 8 characters."),
        "PASSWORD_TOO_LONG" => ("password", "This password is too long."),
        "PASSWORD_COMPROMISED" => (
            "password",
            "This password is on the lists that attackers try first. Choose another one.",
        ),
        "INVALID_PASSWORD" => ("current_password", "This is not your current password."),
        "CREDENTIAL_ACCOUNT_NOT_FOUND" => {
            ("", "Your account has no password yet. Set one with a code by mail.")
        }
        "PASSWORD_ALREADY_SET" => ("", "Your account has a password already."),
        "EMAIL_IS_THE_SAME" => ("new_email", "This is your address already."),
        "EMAIL_ALREADY_IN_USE" => ("new_email", "This address belongs to another account."),
        "CHANGE_EMAIL_DISABLED" | "CHANGE_EMAIL_IS_DISABLED" => {
            ("", "The sign-in service of this site does not change addresses.")
        }
        "FAILED_TO_UNLINK_LAST_ACCOUNT" => {
            ("", "This is your only way to sign in. Add another one first.")
        }
        "USER_ALREADY_EXISTS" | "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" => {
            ("email", "There is an account with this address. Sign in instead.")
        }
        "BANNED_USER" => ("", "This account is suspended. Contact whoever runs this service."),
        "INVALID_ORIGIN" | "MISSING_OR_NULL_ORIGIN" => (
            "",
            "The sign-in service does not trust this address yet. Whoever runs this site has to \
             add it to the trusted domains.",
        ),
        _ => ("", "That did not work. Check what you entered and try again."),
    };
    Ok((StatusCode::UNPROCESSABLE_ENTITY, FieldErrors::one(field, message)))
}

/// Translates the provider's refusal for a program.
pub fn for_program(refused: &ProviderError) -> AppError {
    match refused.code.as_str() {
        "EMAIL_NOT_VERIFIED" => AppError::EmailNotVerified,
        "BANNED_USER" => AppError::Suspended,
        _ if refused.status == 401 => AppError::Unauthenticated,
        _ if refused.is_outage() => {
            AppError::Unavailable(anyhow::anyhow!("the provider answered {}", refused.status))
        }
        _ => explain(refused).map_or_else(|error| error, |(_, e)| AppError::Invalid(e)),
    }
}
