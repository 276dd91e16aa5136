//! The provider elsewhere.

use super::{
    Credential, Validated,
    error::ValidateError,
    wire::{WireRequest, WireResponse},
};

/// The provider elsewhere.
pub struct Hosted;

impl Hosted {
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
        "neon-auth.session_token"
    }
}
