//! What stands between a request and its handler.

pub mod allowed;
pub mod body;
pub mod caller;
pub mod credential;
pub mod headers;
pub mod readable;
pub mod recent;
pub mod return_to;
pub mod same_origin;
pub mod storable;
mod vouching;

pub use self::{
    allowed::{Allowed, InviteMembers, Permission, ReadAudit},
    caller::{Anyone, Known, MaybeSignedIn, Member, SignedIn},
    recent::Recent,
};
