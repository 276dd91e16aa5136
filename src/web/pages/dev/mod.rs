//! Pages for development only.

pub mod components;
pub mod mailbox;
pub mod sign_in_log;
