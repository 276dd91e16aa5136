//! What owners do with their organization.

mod settings;
