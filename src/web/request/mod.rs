//! The request's parts: extractors, fields, queries, media types.

pub mod annotations;
pub mod browser;
pub mod client_info;
mod cookies;
pub mod extractors;
pub mod fields;
pub mod file_body;
pub mod json_body;
pub mod media_type;
pub mod paging;
pub mod preview_limit;
pub mod query;

use actix_web::http::Method;

pub use self::cookies::cookies;

/// Whether the method only reads.
pub fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}
