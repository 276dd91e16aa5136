//! What owners do with a whole organization.

pub mod deletion;
pub mod export;
pub mod logo;
pub mod transfers;
