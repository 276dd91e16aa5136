//! Notes about a request that its middleware, extractors and handler share.

use std::fmt;

use actix_web::{HttpMessage as _, HttpRequest};
use uuid::Uuid;

use crate::{
    ids::{TenantId, UserId},
    types::Role,
    web::error::AppError,
};

/// The id of one request in the log, the response header and the error page.
#[derive(Clone, Debug)]
pub struct RequestId(String);

/// The tenant of a request; set by the extractor that found the caller to be a member.
pub struct InTenant(pub TenantId);

/// The caller of a request; set by the extractor that found out.
pub struct ByUser(pub UserId);

/// The caller as a member of the request's tenant; set by the same extractor.
#[derive(Clone, Copy, Debug)]
pub struct ActingMember {
    /// The tenant.
    pub tenant: TenantId,
    /// The caller.
    pub user: UserId,
    /// The caller's role when the request began.
    pub role: Role,
}

/// Set by the extractor that extended our session.
pub struct Extended;

impl RequestId {
    /// Creates a new id; ids sort by creation time.
    pub fn new() -> Self {
        Self(Uuid::now_v7().to_string())
    }

    /// Takes the id that a proxy in front has given, if it is one.
    pub fn given(text: &str) -> Option<Self> {
        let is_plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (is_plain && (1..=64).contains(&text.len())).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Returns the id as text; empty if a library refused the request before it got one.
pub fn request_id(req: &HttpRequest) -> String {
    req.extensions().get::<RequestId>().map(ToString::to_string).unwrap_or_default()
}

/// Logs the cause of an error that is our fault.
pub fn log_failure(error: &AppError, req: &HttpRequest) {
    if let AppError::Internal(cause) | AppError::Unavailable(cause) = error {
        let request_id = request_id(req);
        tracing::error!(request.id = request_id, error.code = error.code(), error.cause = ?cause, "A request failed");
    }
}
