use chrono::{DateTime, Utc};
use futures_util::try_join;

use super::{DecideError, OpenRequest, queries};
use crate::{
    audit::{self, Action, Change},
    db::{TenantConn, TenantReader},
    ids::JoinRequestId,
    tenancy::{Permission, memberships},
    types::Role,
    users::bans,
};

/// An open request that the current user may decide, and their role, as both are under the lock.
pub struct RequestToDecide {
    own: Role,
    request: OpenRequest,
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

/// Lets the person in as `role`. One UPDATE checks the person again; the rest leaves with the
/// next statement.
pub async fn approve(
    db: &TenantConn,
    RequestToDecide { own, request }: &RequestToDecide,
    role: Role,
    at: DateTime<Utc>,
) -> Result<(), DecideError> {
    if !own.may_grant(role) {
        return Err(DecideError::RoleTooHigh);
    }
    let (id, user) = (request.id, request.user);
    // Bans are known only to the provider; the statement checks everything else.
    if bans::is_banned(db, user, at).await? || !queries::approve(db, id, at).await? {
        return Err(DecideError::Unfit);
    }
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
