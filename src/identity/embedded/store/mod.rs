//! All of the provider's statements. They are typed, so that each is prepared once per
//! connection.

pub(super) mod accounts;
pub(super) mod codes;
pub(super) mod import;
pub(super) mod keys;
pub(super) mod links;
pub(super) mod password_session;
pub(super) mod sessions;
mod tables;
pub(super) mod users;
