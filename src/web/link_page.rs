//! Links by mail: the pages that they open, and what people are told whose link does
//! nothing any more.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use super::{
    chrome,
    error::AppError,
    limited,
    state::AppState,
    views::{FieldErrors, Page},
};
use crate::identity::{
    calls::Refusal,
    links::{LinkKind, LinkPreview},
};

/// Whether the link is used up, replaced or too old, which nobody tells apart.
pub fn is_over(refused: &Refusal) -> bool {
    matches!(refused.code.as_str(), "INVALID_TOKEN" | "TOKEN_EXPIRED")
}

/// What such a page says.
pub fn over() -> FieldErrors {
    FieldErrors::whole("This link does not work any more.")
}

/// The page that a link opens: what it is about, or that it is over. Nothing is
/// used up.
pub async fn look<P: Page>(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    (kind, token): (LinkKind, &str),
    over: P,
    alive: impl FnOnce(P, LinkPreview) -> P,
) -> Result<HttpResponse, AppError> {
    limited::link(req, state).await?;
    match state.identity.look_at_link(kind, token).await? {
        Some(preview) => chrome::ok(state, &alive(over, preview)),
        None => gone(state, &over),
    }
}

/// The page of a link that is over.
pub fn gone<P: Page>(state: &web::Data<AppState>, page: &P) -> Result<HttpResponse, AppError> {
    chrome::html(state, StatusCode::GONE, page)
}
