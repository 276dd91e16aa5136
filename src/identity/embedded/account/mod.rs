//! Users' changes to their own account.

mod change_email;
mod change_password;
mod delete;
pub mod linked_accounts;
mod set_password;
mod undo_email_change;
mod update;
