//! Users' changes to their own account.

pub mod change_email;
pub mod change_password;
mod delete;
pub mod linked_accounts;
pub mod set_password;
mod undo_email_change;
mod update;
