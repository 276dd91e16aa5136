//! Actions of owners on their organization.

mod authority;
mod deletion;
mod export;
mod home;
mod last_owner;
mod look;
mod races;
mod search;
mod settings;
mod sizes;
mod slugs;
mod transfer;
