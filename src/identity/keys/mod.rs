//! The provider's public keys.

pub mod jwk;
pub mod jwks;
