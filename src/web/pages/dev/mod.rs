//! Pages for development only.

pub mod mailbox;
pub mod sign_in_log;
