//! The settings of an organization, below `/o/{slug}/settings`.

pub mod danger;
pub mod delete_organization;
pub mod export;
pub mod general;
pub mod look;
pub mod transfer;
