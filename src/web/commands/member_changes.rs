//! Changes the members of an organization, the same way for pages and the API.

use crate::{
    identity::mails::{
        MailKind, WriteMail as _,
        membership::{MailedMembership, MembershipNews},
    },
    ids::UserId,
    mail::{Quoted, outbox},
    tenancy::memberships::{
        self,
        changes::{self, ChangedMember},
    },
    todos,
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        commands::invitations::invite::shown_as,
        error::AppError,
        state::AppState,
        views::FieldErrors,
    },
};

/// Gives a member another role and tells them by mail. Making or demoting an owner requires
/// a recent sign-in, after which pages lead to `back`.
pub async fn change_role(
    member: &Member,
    state: &AppState,
    user: UserId,
    role: Role,
    back: &str,
) -> Result<ChangedMember, AppError> {
    let changed = changes::change_role(&member.db, user, role, state.clock.now()).await?;
    require_proof(member, state, changed.role.max(role), back)?;
    if changed.role != role {
        let news = MembershipNews::RoleChanged { from: changed.role, to: role };
        notify(member, state, &changed, news).await?;
    }
    Ok(changed)
}

/// Suspends or reinstates a member and tells them by mail. If they are an owner, it requires
/// a recent sign-in, after which pages lead to `back`.
pub async fn set_suspended(
    member: &Member,
    state: &AppState,
    user: UserId,
    suspended: bool,
    back: &str,
) -> Result<ChangedMember, AppError> {
    let now = state.clock.now();
    let changed = changes::set_suspended(&member.db, user, suspended, now).await?;
    require_proof(member, state, changed.role, back)?;
    if changed.suspended != suspended {
        let news = if suspended { MembershipNews::Suspended } else { MembershipNews::Reinstated };
        notify(member, state, &changed, news).await?;
    }
    Ok(changed)
}

/// Removes another member and tells them by mail, or takes the caller out of the
/// organization. With `heir`, the todos that they shared become that member's. Removing an
/// owner requires a recent sign-in, after which pages lead to `back`.
pub async fn remove(
    member: &Member,
    state: &AppState,
    user: UserId,
    heir: Option<UserId>,
    back: &str,
) -> Result<ChangedMember, AppError> {
    let now = state.clock.now();
    if let Some(heir) = heir {
        hand_over(member, state, user, heir).await?;
    }
    let removed = if user == member.caller.user {
        changes::leave(&member.db, user, now).await
    } else {
        changes::remove(&member.db, user, now).await
    };
    let removed = removed?;
    require_proof(member, state, removed.role, back)?;
    notify(member, state, &removed, MembershipNews::Removed).await?;
    Ok(removed)
}

/// Makes another member the author of the todos that `user` shared. An error of what
/// follows rolls it back.
async fn hand_over(
    member: &Member,
    state: &AppState,
    user: UserId,
    heir: UserId,
) -> Result<(), AppError> {
    let found = memberships::find(&member.db, heir).await?;
    if heir == user || found.is_none_or(|heir| heir.suspended_at.is_some()) {
        let message = crate::text!("refusal-another-member");
        return Err(AppError::Invalid(FieldErrors::one("todos_to", message)));
    }
    todos::hand_over(&member.db, user, heir, state.clock.now()).await?;
    Ok(())
}

/// Requires a recent sign-in for a change that concerns an owner: otherwise a stolen session
/// could take an organization from its owners. The error rolls the change back.
fn require_proof(
    member: &Member,
    state: &AppState,
    concerned: Role,
    back: &str,
) -> Result<(), AppError> {
    if concerned < Role::Owner {
        return Ok(());
    }
    recent_sign_in::require(&member.caller, state.clock.now(), back)
}

/// Mails the change to the person it concerns, unless they made it or have had many such
/// mails.
async fn notify(
    member: &Member,
    state: &AppState,
    changed: &ChangedMember,
    news: MembershipNews,
) -> Result<(), AppError> {
    if changed.user == member.caller.user {
        return Ok(());
    }
    let kind = MailKind::Membership(MailedMembership {
        news,
        tenant: member.tenant.id,
        tenant_name: Quoted::name(member.tenant.name.as_str()),
        by: shown_as(&member.caller),
    });
    let mail = state.mails.write(&changed.email, &kind)?;
    // The change counts even if its mail is over the limit; the outbox logs that.
    outbox::enqueue(&member.db, &state.limits, mail, state.clock.now()).await?;
    Ok(())
}
