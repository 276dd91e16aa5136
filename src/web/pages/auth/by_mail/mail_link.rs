//! Links by mail: the pages they open, and the message for links that no longer work.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};

use crate::{
    identity::{
        client::{
            mail_links::{LinkKind, LinkPreview},
            sign_in::ProviderError,
        },
        wire::ProviderErrorCode,
    },
    web::{
        error::{AppError, provider},
        request::preview_limit,
        state::AppState,
        ui::respond,
        views::{FieldErrors, Page},
    },
};

/// Whether the link is used up, replaced or too old, which the provider doesn't distinguish.
pub fn is_over(refused: &ProviderError) -> bool {
    matches!(refused.code, ProviderErrorCode::InvalidToken | ProviderErrorCode::TokenExpired)
}

/// Returns the message for such a link.
pub fn over() -> FieldErrors {
    provider::told(&ProviderErrorCode::InvalidToken)
}

/// Renders the page that a link opens: its preview, or that it no longer works. Doesn't
/// use up the link.
pub async fn look<P: Page>(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    (kind, token): (LinkKind, &str),
    over: P,
    alive: impl FnOnce(P, LinkPreview) -> P,
) -> Result<HttpResponse, AppError> {
    preview_limit::link(req, state).await?;
    match state.identity.preview_link(kind, token).await? {
        Some(preview) => respond::page(state, &alive(over, preview)),
        None => gone(state, &over),
    }
}

/// Renders the page of a link that no longer works.
pub fn gone<P: Page>(state: &web::Data<AppState>, page: &P) -> Result<HttpResponse, AppError> {
    respond::page_with_status(state, StatusCode::GONE, page)
}
