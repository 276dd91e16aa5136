//! Responses for browsers.

pub mod error_page;
pub mod layout;
pub mod respond;
