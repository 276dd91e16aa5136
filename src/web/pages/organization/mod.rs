//! An organization's own pages, below `/o/{slug}`.

pub mod dashboard;
pub mod history;
pub mod insights;
pub mod invitations;
pub mod joining;
pub mod members;
pub mod ownership_transfer;
pub mod people;
pub mod search;
pub mod settings;
pub mod todos;
pub mod welcome;
