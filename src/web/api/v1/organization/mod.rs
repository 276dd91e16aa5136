//! Actions of owners on a whole organization.

pub mod deletion;
pub mod export;
pub mod logo;
pub mod transfers;
