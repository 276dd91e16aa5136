//! Leaves an organization where one is suspended, the same way for pages and the API. Its own
//! addresses are closed to the person.

use futures_util::try_join;

use crate::{
    db::{Committed, UserConn, UserReader},
    ids::TenantId,
    tenancy::{
        MemberError,
        memberships::{
            self, SuspendedMembership,
            changes::{self, ChangedMember},
        },
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

/// An organization that the current user may leave, and their membership as it is under the lock.
pub struct ToLeave {
    /// The organization.
    pub place: SuspendedMembership,
    member: Option<ChangedMember>,
}

/// Finds the organization that [`find`] does, and locks it.
pub async fn find_to_leave(db: &UserReader, tenant: TenantId) -> Result<Option<ToLeave>, AppError> {
    let member = async { Ok(changes::find_to_leave_suspended(db, tenant).await?) };
    let (place, member) = try_join!(find(db, tenant), member)?;
    Ok(place.map(|place| ToLeave { place, member }))
}

/// Takes the current user out of the organization, and commits.
pub async fn leave(
    db: UserConn,
    state: &AppState,
    ToLeave { place, member }: &ToLeave,
) -> Result<Committed, AppError> {
    let member = member.as_ref().ok_or(MemberError::Unknown)?;
    let db = changes::leave_suspended(db, place.tenant, member, state.clock.now());
    Ok(db.commit().await.map_err(MemberError::from)?)
}
