//! Actions that pages and the API share.

pub mod account_closing;
pub mod audit_query;
pub mod audit_view;
pub mod domains;
pub mod export;
pub mod invitations;
pub mod join_links;
pub mod join_requests;
pub mod joining;
pub mod logo;
pub mod member_changes;
pub mod members_query;
pub mod organization_deletion;
pub mod ownership;
pub mod suspended_memberships;
pub mod todos;
