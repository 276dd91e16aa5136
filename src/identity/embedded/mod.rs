//! The provider in this process.

use super::{
    Credential, Validated,
    error::ValidateError,
    wire::{WireRequest, WireResponse},
};

/// The provider in this process.
pub struct Embedded;

impl Embedded {
    /// Answers a call on Better Auth's wire.
    pub async fn call(&self, _request: WireRequest) -> WireResponse {
        WireResponse::unavailable()
    }

    /// Finds out whom `credential` belongs to.
    pub async fn validate(&self, _credential: &Credential) -> Result<Validated, ValidateError> {
        Err(ValidateError::Invalid { steps: Vec::new() })
    }

    /// The name of the session cookie.
    pub fn session_cookie(&self) -> &str {
        "better-auth.session_token"
    }
}
