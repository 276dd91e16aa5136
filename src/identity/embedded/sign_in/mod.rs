//! Signing in with a password, and signing up.

pub mod create_verified;
mod password;
mod registration;
mod sign_up;
mod sign_up_form;
