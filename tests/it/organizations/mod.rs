//! What owners do with their organization.

mod deletion;
mod export;
mod last_owner;
mod look;
mod settings;
mod sizes;
mod transfer;
