//! The settings of an organization, below `/o/{slug}/settings`.

pub mod danger;
pub mod delete_organization;
pub mod general;
pub mod transfer;
