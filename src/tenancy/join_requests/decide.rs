use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{DecideError, OpenRequest, queries};
use crate::{
    audit::{self, Action, Change},
    db::{TenantConn, TenantReader},
    ids::JoinRequestId,
    tenancy::{Permission, memberships},
    types::Role,
    users::bans::Bans,
};

/// An open request that the current user may decide, and their role, as both are under the lock.
pub struct RequestToDecide {
    own: Role,
    request: OpenRequest,
}

/// A [`RequestToDecide`] that may be approved, and whether its person has a proven address and an
/// account that is neither banned, suspended nor closing.
pub struct RequestToApprove {
    /// The request.
    pub request: RequestToDecide,
    is_fit: bool,
}

/// Locks the organization and the request, checks the current user's role after that, and finds
/// the request.
pub async fn find_to_decide(
    db: &TenantReader,
    id: JoinRequestId,
) -> Result<RequestToDecide, DecideError> {
    let (own, (), request) = try_join!(
        memberships::locks::lock_for(db, Permission::ManageJoining),
        queries::lock(db, id),
        queries::get_open(db, id),
    )?;
    let own = own.ok_or(DecideError::NotAllowed)?;
    Ok(RequestToDecide { own, request: request.ok_or(DecideError::Unknown)? })
}

/// Does the same as [`find_to_decide`], and looks whether the person may be let in.
pub async fn find_to_approve(
    db: &TenantReader,
    bans: &Bans,
    id: JoinRequestId,
    at: DateTime<Utc>,
) -> Result<RequestToApprove, DecideError> {
    let is_banned = async { Ok(bans.is_active(db, queries::ASKER, id, at).await?) };
    let is_fit = async { Ok(queries::is_fit(db, id).await?) };
    let (request, is_banned, is_fit) = try_join!(find_to_decide(db, id), is_banned, is_fit)?;
    Ok(RequestToApprove { request, is_fit: is_fit && !is_banned })
}

/// Lets the person in as `role`, with the next statement.
pub fn approve(
    db: &TenantConn,
    RequestToApprove { request: RequestToDecide { own, request }, is_fit }: &RequestToApprove,
    role: Role,
    at: DateTime<Utc>,
) -> Result<(), DecideError> {
    if !own.may_grant(role) {
        return Err(DecideError::RoleTooHigh);
    }
    if !is_fit {
        return Err(DecideError::Unfit);
    }
    let (id, user) = (request.id, request.user);
    queries::approve(db, id, at);
    memberships::admission::insert_member(db, user, role, at);
    let change = Change { before: None, after: Some(role.as_str()) };
    audit::record_change(db, Action::JoinRequestApproved, id, change, at);
    Ok(())
}

/// Refuses the person with the next statement.
pub fn decline(db: &TenantConn, to_decide: &RequestToDecide, at: DateTime<Utc>) {
    let id = to_decide.request.id;
    queries::decline(db, id, at);
    audit::record(db, Action::JoinRequestDeclined, id, at);
}

impl RequestToDecide {
    /// Returns the request.
    pub fn request(&self) -> &OpenRequest {
        &self.request
    }
}
