//! Joining an organization without an invitation.

mod domain_view;
pub mod domains;
pub mod join_links;
pub mod join_requests;
pub mod own;
