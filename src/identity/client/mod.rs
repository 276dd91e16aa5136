//! Calls to the provider that our own pages make, the same for both providers.

pub mod account;
pub mod codes;
pub mod mail_links;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;
pub mod social;
