//! `/api/auth/*`: Better Auth's wire on our origin, and the callback that turns
//! a provider's session into one of ours.

pub mod me;
pub mod neon_callback;
pub mod passing;
pub mod social_callback;
pub mod wire;
