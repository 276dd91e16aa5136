//! Codes and links that come by mail.

pub mod forgot_password;
pub mod magic_link;
pub mod magic_link_request;
mod mail_link;
pub mod reset_link;
pub mod reset_password;
pub mod undo_email_change;
pub mod verify_email;
pub mod verify_link;
