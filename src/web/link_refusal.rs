//! What people are told whose link does nothing any more.

use actix_web::{HttpResponse, http::StatusCode, web};

use super::{
    chrome,
    error::AppError,
    state::AppState,
    views::{FieldErrors, Page},
};
use crate::identity::calls::Refusal;

/// Whether the link is used up, replaced or too old, which nobody tells apart.
pub fn is_over(refused: &Refusal) -> bool {
    matches!(refused.code.as_str(), "INVALID_TOKEN" | "TOKEN_EXPIRED")
}

/// What such a page says.
pub fn over() -> FieldErrors {
    FieldErrors::whole("This link does not work any more.")
}

/// The page of a link that is over.
pub fn gone<P: Page>(state: &web::Data<AppState>, page: &P) -> Result<HttpResponse, AppError> {
    chrome::html(state, StatusCode::GONE, page)
}
