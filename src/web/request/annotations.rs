//! What the parts that a request passes tell each other about it.

use std::fmt;

use actix_web::{HttpMessage as _, HttpRequest};
use uuid::Uuid;

use crate::{ids::TenantId, web::error::AppError};

/// Names one request in the log, the answer's header and the error page.
#[derive(Clone, Copy, Debug)]
pub struct RequestId(Uuid);

/// Left by the guard that found the caller to be a member.
pub struct InTenant(pub TenantId);

/// Left by the guard that extended our session.
pub struct Extended;

impl RequestId {
    /// A new one; later ones sort behind earlier ones.
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The id as text; empty where a library refused the request before it had one.
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
