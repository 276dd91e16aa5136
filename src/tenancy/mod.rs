//! Organizations, their members, and how people join.

mod error;
pub mod invitations;
pub mod join_links;
pub mod join_requests;
pub mod memberships;
mod permissions;
pub mod tenants;
mod types;

pub use self::{
    error::{AcceptError, DeleteError, EditError, InviteError, MemberError, RegisterError},
    permissions::Permission,
    types::{InvalidSlug, Slug, TenantName},
};
