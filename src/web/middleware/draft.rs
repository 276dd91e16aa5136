//! Keeps the text typed into a form that is refused as a whole, so that nobody loses it.

use actix_web::{HttpMessage as _, HttpRequest, web::Bytes};
use url::form_urlencoded::parse;

use crate::web::{error::AppError, ui::error_page::Draft, urls};

/// A form as it was sent.
struct SentForm(Bytes);

/// Keeps the form of an organization's page until the request is answered. Copying the
/// bytes only counts one more reader of them.
pub(super) fn keep(req: &HttpRequest, body: &Bytes) {
    if req.path().starts_with(urls::ORGANIZATIONS) && !body.is_empty() {
        req.extensions_mut().insert(SentForm(body.clone()));
    }
}

/// Returns what was typed, for a page that says why none of it was stored.
pub(super) fn of(req: &HttpRequest, error: &AppError) -> Vec<Draft> {
    let refused = matches!(
        error,
        AppError::Forbidden
            | AppError::NotFound
            | AppError::MembershipSuspended(_)
            | AppError::MembershipEnded(_)
    );
    let extensions = req.extensions();
    let Some(SentForm(body)) = extensions.get().filter(|_| refused) else { return Vec::new() };
    let sent: Vec<_> = parse(body).collect();
    let typed = |(name, label): (&str, &str)| {
        let (_, text) = sent.iter().find(|(sent, _)| sent == name)?;
        let text = text.trim();
        (!text.is_empty()).then(|| Draft { label: label.to_owned(), text: text.to_owned() })
    };
    Draft::FIELDS.into_iter().filter_map(typed).collect()
}
