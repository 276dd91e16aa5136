//! Translates a provider's refusal for people and programs, by status and code.

use actix_web::http::StatusCode;

use super::AppError;
use crate::{
    identity::{client::sign_in::ProviderError, wire::ProviderErrorCode as Code},
    web::{messages, views::FieldErrors},
};

/// The wait in seconds if the provider didn't give one.
pub(in crate::web) const WAIT: u32 = 60;

/// Returns the status and messages to show with the form; a rate limit is an error page.
pub fn explain(refused: &ProviderError) -> Result<(StatusCode, FieldErrors), AppError> {
    if refused.status == 429 {
        return Err(AppError::TooMany(refused.retry_after.unwrap_or(WAIT)));
    }
    if refused.is_outage() {
        return Ok((StatusCode::SERVICE_UNAVAILABLE, FieldErrors::whole(messages::OUTAGE)));
    }
    Ok((StatusCode::UNPROCESSABLE_ENTITY, field_errors(&refused.code)))
}

/// Returns the message for a provider's code.
pub fn field_errors(code: &Code) -> FieldErrors {
    let (field, sentence) = messages::refusal(code.as_str());
    FieldErrors::one(field, sentence)
}

/// Translates the provider's refusal for a program.
pub fn for_program(refused: &ProviderError) -> AppError {
    match &refused.code {
        Code::EmailNotVerified => AppError::EmailNotVerified,
        Code::BannedUser => AppError::Suspended,
        _ if refused.status == 401 => AppError::Unauthenticated,
        _ if refused.is_outage() => {
            AppError::Unavailable(anyhow::anyhow!("the provider answered {}", refused.status))
        }
        _ => explain(refused).map_or_else(|error| error, |(_, e)| AppError::Invalid(e)),
    }
}
