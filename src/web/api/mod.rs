//! The JSON API.

mod creation;
pub mod openapi;
pub mod v1;
