//! What owners do with a whole organization.

pub mod deletion;
pub mod transfers;
