//! What owners do with their organization.

mod deletion;
mod last_owner;
mod settings;
mod sizes;
mod transfer;
