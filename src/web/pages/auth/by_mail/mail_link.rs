//! Links by mail: the pages they open, and the message for links that no longer work.

use actix_web::HttpResponse;

use crate::{
    identity::{
        client::{
            mail_links::{LinkKind, LinkPreview},
            sign_in::ProviderError,
        },
        wire::ProviderErrorCode,
    },
    web::{
        error::provider,
        request::preview_limit,
        ui::{Answer, Ui},
        views::{FieldErrors, Page},
    },
};

/// Whether the link is used up, replaced or too old, which the provider doesn't distinguish.
pub fn is_over(refused: &ProviderError) -> bool {
    matches!(refused.code, ProviderErrorCode::InvalidToken | ProviderErrorCode::TokenExpired)
}

/// Returns the message for such a link.
pub fn over() -> FieldErrors {
    provider::field_errors(&ProviderErrorCode::InvalidToken)
}

/// Renders the page that a link opens: its preview, or that it no longer works. Doesn't
/// use up the link.
pub async fn look<P: Page>(
    ui: &Ui,
    kind: LinkKind,
    token: &str,
    over: P,
    alive: impl FnOnce(P, LinkPreview) -> P,
) -> Answer {
    preview_limit::link(&ui.req, &ui.state).await?;
    match ui.state.identity.preview_link(kind, token).await? {
        Some(preview) => ui.page(&alive(over, preview)),
        None => gone(ui, &over),
    }
}

/// Renders the page of a link that no longer works.
pub fn gone<P: Page>(ui: &Ui, page: &P) -> Answer {
    ui.page_with(HttpResponse::Gone(), page)
}
