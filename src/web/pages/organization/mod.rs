//! An organization's own pages, below `/o/{slug}`.

pub mod dashboard;
pub mod history;
pub mod invitations;
pub mod joining;
pub mod members;
pub mod ownership_transfer;
pub mod people;
pub mod settings;
pub mod todo;
pub mod todo_actions;
pub mod todo_edit;
mod todo_row;
pub mod todos;
