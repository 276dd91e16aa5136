//! Signing in with a password, and signing up.

pub mod create_verified;
pub mod password;
mod registration;
mod sign_up;
pub mod sign_up_form;
pub mod sign_up_proven;
