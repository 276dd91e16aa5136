//! One-time codes by mail: generated, sent, tried.

pub mod reset_password;
pub mod send;
pub mod verify;
