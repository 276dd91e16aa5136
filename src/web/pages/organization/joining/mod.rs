//! Joining an organization without an invitation, below
//! `/o/{slug}/settings/access`.

pub mod access;
pub mod domain;
mod domain_row;
pub mod domains;
pub mod join_link;
pub mod requests;
