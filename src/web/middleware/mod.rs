//! The middleware that every request passes, in this order: [`readable_headers`],
//! [`request_log`], [`security_headers`], compression, [`language`], [`error_response`],
//! [`cors`], [`admission`], which is [`canonical_url`], [`same_origin`], [`reject_nul`] and
//! [`read_body`]; then [`session`] around everything that reads the session cookie.

pub mod admission;
pub mod canonical_url;
pub mod cors;
pub mod error_response;
pub mod language;
mod read_body;
pub mod readable_headers;
pub mod refusals;
mod reject_nul;
pub mod request_log;
mod same_origin;
pub mod security_headers;
pub mod session;
