//! One file per page: its struct, its samples, its handlers.

pub mod account;
pub mod account_organizations;
pub mod api_docs;
pub mod ask_magic_link;
pub mod callback;
pub mod dashboard;
pub mod debug;
pub mod error;
pub mod forgot_password;
pub mod invitation;
pub mod landing;
pub mod login;
pub mod logout;
pub mod magic_link;
pub mod mailbox;
pub mod members;
pub mod no_organization;
pub mod register_organization;
pub mod reset_link;
pub mod reset_password;
pub mod select_tenant;
pub mod social;
pub mod todo_changes;
pub mod todos;
pub mod verify_email;
pub mod verify_link;
