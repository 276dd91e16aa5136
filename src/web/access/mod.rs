//! The extractors and checks between a request and its handler.

pub mod caller;
pub mod credential;
mod entered;
mod outside;
pub mod permission;
mod provider_check;
pub mod provider_cookies;
pub mod reading;
pub mod recent_sign_in;
pub mod return_to;
mod visit;
mod writing;

pub use self::{
    caller::{Anyone, Authenticated, MaybeSignedIn, Member, SignedIn, Viewer},
    permission::{
        Allowed, DeleteOrganization, EditOrganization, ExportOrganization, InviteMembers,
        ManageJoining, ManageMembers, Permission, ReadAudit, TransferOwnership,
    },
    reading::{Reading, Recent},
    recent_sign_in::RecentlyAuthenticated,
    visit::{Known, OrganizationVisit, OwnVisit, Visit, nothing},
    writing::Writing,
};
