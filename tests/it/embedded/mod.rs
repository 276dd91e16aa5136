//! The embedded provider, call by call on the wire it speaks.

mod codes;
mod credentials;
mod keys;
mod links;
mod passwords;
mod sessions;
mod sign_up;
mod wire;
mod world;
