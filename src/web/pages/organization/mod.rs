//! An organization's own pages, below `/o/{slug}`.

pub mod dashboard;
pub mod invitations;
pub mod members;
pub mod settings;
pub mod people;
pub mod todo_actions;
pub mod todos;
