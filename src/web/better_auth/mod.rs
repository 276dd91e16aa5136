//! `/api/auth/*`: the Better Auth API on our origin, and the callback that turns a
//! provider's session into one of ours.

pub mod json_forms;
pub mod me;
pub mod neon_callback;
pub mod passthrough;
pub mod social_callback;
