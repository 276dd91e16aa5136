//! The extractors and checks between a request and its handler.

pub mod caller;
pub mod credential;
mod outside;
pub mod permission;
mod provider_check;
pub mod provider_cookies;
pub mod recent_sign_in;
pub mod return_to;

pub use self::{
    caller::{Anyone, Authenticated, MaybeSignedIn, Member, SignedIn},
    permission::{
        Allowed, DeleteOrganization, EditOrganization, ExportOrganization, InviteMembers,
        ManageJoining, ManageMembers, Permission, ReadAudit, TransferOwnership,
    },
    recent_sign_in::RecentlyAuthenticated,
};
