//! Actions that pages and the API share.

pub mod invite;
pub mod member_changes;
pub mod organization_deletion;
