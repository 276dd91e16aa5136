//! Extractor settings: input that can't be read becomes an [`AppError`].

use actix_web::{
    error::{JsonPayloadError, UrlencodedError},
    web::{FormConfig, JsonConfig, PathConfig, PayloadConfig, ServiceConfig},
};

use crate::web::error::AppError;

/// The largest body that any address accepts, in bytes.
const BODY_LIMIT: usize = 64 * 1024;

/// Makes every extractor fail with an [`AppError`].
pub fn configure(config: &mut ServiceConfig) {
    let form = FormConfig::default().limit(BODY_LIMIT).error_handler(|error, _| {
        match error {
            UrlencodedError::Overflow { .. } => AppError::TooLarge,
            _ => AppError::BadRequest(crate::text!("app-form-unread")),
        }
        .into()
    });
    let json = JsonConfig::default().limit(BODY_LIMIT).error_handler(|error, _| {
        match error {
            JsonPayloadError::Overflow { .. } | JsonPayloadError::OverflowKnownLength { .. } => {
                AppError::TooLarge
            }
            _ => AppError::BadRequest(crate::text!("app-not-json")),
        }
        .into()
    });
    config
        .app_data(form)
        .app_data(json)
        .app_data(PayloadConfig::new(BODY_LIMIT))
        .app_data(PathConfig::default().error_handler(|_, _| AppError::NotFound.into()));
}
