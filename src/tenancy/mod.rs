//! Organizations, who belongs to them, and how people join.

mod error;
pub mod invitations;
pub mod memberships;
mod queries;
mod role;
pub mod tenants;
mod types;

pub use self::{
    error::{AcceptError, InviteError, RegisterError},
    role::{InvalidRole, Role},
    types::{InvalidSlug, Slug, TenantName},
};
