//! Changes the members of an organization, the same way for pages and the API.

use crate::{
    ids::UserId,
    tenancy::memberships::changes::{self, ChangedMember},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Gives a member another role. Making or demoting an owner requires a recent sign-in.
pub async fn change_role(
    member: &Member,
    state: &AppState,
    user: UserId,
    role: Role,
) -> Result<ChangedMember, AppError> {
    let changed = changes::change_role(&member.db, user, role, state.clock.now()).await?;
    require_proof(member, state, changed.role.max(role))?;
    Ok(changed)
}

/// Removes another member, or takes the caller out of the organization. Removing an owner
/// requires a recent sign-in.
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
    let removed = removed?;
    require_proof(member, state, removed.role)?;
    Ok(removed)
}

/// Requires a recent sign-in for a change that concerns an owner: otherwise a stolen session
/// could take an organization from its owners. The error rolls the change back.
fn require_proof(member: &Member, state: &AppState, concerned: Role) -> Result<(), AppError> {
    if concerned < Role::Owner {
        return Ok(());
    }
    let back = urls::members(&member.tenant.slug);
    recent_sign_in::require(&member.caller, state.clock.now(), &back)
}
