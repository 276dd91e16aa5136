//! Organizations, their members, and how people join.

mod error;
pub mod invitations;
pub mod memberships;
pub mod tenants;
mod types;

pub use self::{
    error::{AcceptError, InviteError, RegisterError},
    types::{InvalidSlug, Slug, TenantName},
};
