//! Organizations, their members, and how people join.

pub mod domains;
mod error;
pub mod exported;
pub mod invitations;
pub mod join_links;
pub mod join_requests;
pub mod logos;
pub mod memberships;
pub mod owned;
mod permissions;
pub mod sizes;
pub mod tenants;
pub mod transfers;

pub use self::{
    error::{
        AcceptError, DeleteError, EditError, InviteError, MemberError, RegisterError, ResendError,
        TransferError,
    },
    permissions::Permission,
};
