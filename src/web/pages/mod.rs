//! One file per page: its struct, its samples, its handlers.

pub mod account;
pub mod api_docs;
pub mod auth;
pub mod dev;
pub mod images;
pub mod invitation;
pub mod join;
pub mod landing;
pub mod onboarding;
pub mod organization;
#[cfg(test)]
mod tests;
