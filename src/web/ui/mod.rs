//! How handlers answer a browser.

pub mod error_page;
pub mod layout;
pub mod respond;
