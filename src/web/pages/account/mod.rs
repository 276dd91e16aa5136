//! The user's own account, below `/account`.

pub mod activity;
pub mod closing;
mod data_export;
pub mod deletion;
pub mod email;
pub mod first_password;
pub mod methods;
pub mod organizations;
pub mod password;
pub mod picture;
pub mod profile;
pub mod security;
pub mod sessions;
