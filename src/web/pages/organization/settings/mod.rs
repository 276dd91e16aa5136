//! The settings of an organization, below `/o/{slug}/settings`.

pub mod general;
