//! The SQL of organizations, memberships and invitations.

mod invitations;
mod memberships;
mod tenants;

pub(super) use self::{invitations::*, memberships::*, tenants::*};
