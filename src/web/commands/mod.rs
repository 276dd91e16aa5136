//! What pages and the API do alike.

pub mod invite;
