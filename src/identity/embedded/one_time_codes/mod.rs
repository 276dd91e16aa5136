//! One-time codes by mail: drawn, sent, tried.

pub mod reset_password;
pub mod send;
pub mod verify;
