//! The body's type and the media types that the sender accepts.

use actix_web::http::header::{ACCEPT, CONTENT_TYPE, HeaderMap};

use crate::http::media::{self, HTML, JSON};

/// Whether the body is declared as JSON.
pub fn is_json(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|kind| media::is(kind.as_bytes(), JSON))
}

/// Whether the sender prefers a page over JSON.
pub fn prefers_page(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).any(|accept| media::accepts(accept.as_bytes(), HTML, JSON))
}

/// Whether the sender prefers JSON over a page.
pub fn prefers_json(headers: &HeaderMap) -> bool {
    headers.get_all(ACCEPT).any(|accept| media::accepts(accept.as_bytes(), JSON, HTML))
}
