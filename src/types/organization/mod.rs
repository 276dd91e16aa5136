//! The names, the roles and the look of organizations.

mod mark;
mod role;
mod slug;
mod tenant_name;

pub use self::{
    mark::Mark,
    role::{InvalidRole, Role},
    slug::{InvalidSlug, Slug},
    tenant_name::TenantName,
};
