//! Choosing, joining and registering organizations.

pub mod no_organization;
pub mod offers;
pub mod register;
pub mod restoration;
pub mod select;
pub mod slug_check;
pub mod suspended_memberships;
