//! The todos of an organization, below `/o/{slug}/todos`.

pub mod actions;
pub mod edit;
pub mod form;
pub mod list;
pub mod new;
pub(super) mod row;
pub mod todo;
