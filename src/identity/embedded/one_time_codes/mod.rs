//! One-time codes by mail: drawn, sent, tried.

pub mod otp;
pub mod send;
pub mod verify;
