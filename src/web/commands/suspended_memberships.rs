//! Leaves an organization where one is suspended, the same way for pages and the API. Its own
//! addresses are closed to the person.

use crate::{
    db::{Committed, UserConn, UserReader},
    ids::TenantId,
    tenancy::{
        MemberError,
        memberships::{self, SuspendedMembership, changes},
    },
    web::{error::AppError, state::AppState},
};

/// Finds an organization where the current user is suspended; `None` if they have left it, or
/// somebody has reinstated them.
pub async fn find(
    db: &UserReader,
    tenant: TenantId,
) -> Result<Option<SuspendedMembership>, AppError> {
    let place = memberships::suspended_in(db, tenant).await?;
    if place.is_none() && !memberships::knows(db, tenant).await? {
        return Err(AppError::NotFound);
    }
    Ok(place)
}

/// Takes the current user out of the organization, and commits.
pub async fn leave(
    db: UserConn,
    state: &AppState,
    place: &SuspendedMembership,
) -> Result<Committed, AppError> {
    let db = changes::leave_suspended(db, place, state.clock.now()).await?;
    Ok(db.commit().await.map_err(MemberError::from)?)
}
