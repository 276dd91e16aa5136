//! Changes the members of an organization, the same way for pages and the API.

use crate::{
    ids::UserId,
    tenancy::memberships::changes::{self, ChangedMember},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
    },
};

/// Gives a member another role. Making an owner requires a recent sign-in, after which the
/// caller comes back to `back`.
pub async fn change_role(
    member: &Member,
    state: &AppState,
    user: UserId,
    role: Role,
    back: &str,
) -> Result<ChangedMember, AppError> {
    let now = state.clock.now();
    if role == Role::Owner {
        recent_sign_in::require(&member.caller, now, back)?;
    }
    Ok(changes::change_role(&member.db, user, role, now).await?)
}

/// Removes another member, or takes the caller out of the organization.
pub async fn remove(
    member: &Member,
    state: &AppState,
    user: UserId,
) -> Result<ChangedMember, AppError> {
    let now = state.clock.now();
    let removed = if user == member.caller.user {
        changes::leave(&member.db, user, now).await
    } else {
        changes::remove(&member.db, user, now).await
    };
    Ok(removed?)
}
