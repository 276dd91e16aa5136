use chrono::{DateTime, Utc};

use super::{DecideError, OpenRequest, queries};
use crate::{
    audit::{self, Action, Change},
    db::TenantConn,
    ids::JoinRequestId,
    tenancy::{Permission, memberships},
    types::Role,
    users::bans,
};

/// Lets the person in as `role`. One UPDATE checks the person again.
pub async fn approve(
    db: &TenantConn,
    id: JoinRequestId,
    role: Role,
    at: DateTime<Utc>,
) -> Result<OpenRequest, DecideError> {
    let (own, request) = find(db, id).await?;
    if !own.may_grant(role) {
        return Err(DecideError::RoleTooHigh);
    }
    // Bans are known only to the provider; the statement checks everything else.
    if bans::is_banned(db, request.user, at).await? || !queries::approve(db, id, at).await? {
        return Err(DecideError::Unfit);
    }
    memberships::admission::insert_member(db, request.user, role, at).await?;
    let change = Change { before: None, after: Some(role.as_str()) };
    audit::record_change(db, Action::JoinRequestApproved, id, change, at);
    Ok(request)
}

/// Refuses the person.
pub async fn decline(
    db: &TenantConn,
    id: JoinRequestId,
    at: DateTime<Utc>,
) -> Result<OpenRequest, DecideError> {
    let (_, request) = find(db, id).await?;
    if !queries::decline(db, id, at).await? {
        return Err(DecideError::Unknown);
    }
    audit::record(db, Action::JoinRequestDeclined, id, at);
    Ok(request)
}

/// Checks the current user's role again, after any change to it, and finds the request.
async fn find(db: &TenantConn, id: JoinRequestId) -> Result<(Role, OpenRequest), DecideError> {
    let own = memberships::locks::lock_for(db, Permission::ManageJoining).await?;
    let own = own.ok_or(DecideError::NotAllowed)?;
    let request = queries::get_open(db, id).await?.ok_or(DecideError::Unknown)?;
    Ok((own, request))
}
