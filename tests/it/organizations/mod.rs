//! What owners do with their organization.

mod deletion;
mod settings;
