//! The embedded provider, call by call on the wire.

mod account;
mod addresses;
mod codes;
mod credentials;
mod first_proof;
mod held;
mod keys;
mod links;
mod passwords;
mod sessions;
mod sign_up;
mod wire;
pub mod world;
