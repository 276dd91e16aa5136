//! The middleware that every request passes, in this order: [`readable_headers`],
//! [`request_log`], [`security_headers`], compression, [`error_response`],
//! [`canonical_url`], [`cors`], [`same_origin`], [`reject_nul`], [`read_body`]; then
//! [`session`] around everything that reads the session cookie.

pub mod canonical_url;
pub mod cors;
pub mod error_response;
pub mod read_body;
pub mod readable_headers;
pub mod reject_nul;
pub mod request_log;
pub mod same_origin;
pub mod security_headers;
pub mod session;
