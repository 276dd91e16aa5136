//! Joining an organization without an invitation.

pub mod domains;
pub mod join_links;
pub mod join_requests;
pub mod own;
