//! Changes the members of an organization, the same way for pages and the API.

use futures_util::try_join;

use crate::{
    db::{Committed, TenantConn},
    identity::mails::{
        MailKind, WriteMail as _,
        membership::{MailedMembership, MembershipNews},
    },
    ids::UserId,
    mail::{Mail, Quoted, batch},
    tenancy::{
        MemberError,
        memberships::{
            self,
            changes::{self, ChangedMember, MemberToChange},
        },
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

/// A change to a member that leaves with the next statement, and the mail that tells them; none
/// for a person who made it or who is as they were.
pub struct MadeChange(Option<Mail>);

/// Gives a member another role and tells them by mail. Making or demoting an owner requires
/// a recent sign-in, after which pages lead to `back`.
pub fn change_role(
    member: &Member,
    state: &AppState,
    to_change: &MemberToChange,
    role: Role,
    back: &str,
) -> Result<MadeChange, AppError> {
    let before = changes::change_role(&member.db, to_change, role, state.clock.now())?;
    require_proof(member, state, before.role.max(role), back)?;
    let news = MembershipNews::RoleChanged { from: before.role, to: role };
    let news = (before.role != role).then_some(news);
    made(member, state, &before, news)
}

/// Suspends or reinstates a member and tells them by mail. If they are an owner, it requires
/// a recent sign-in, after which pages lead to `back`.
pub fn set_suspended(
    member: &Member,
    state: &AppState,
    to_change: &MemberToChange,
    suspended: bool,
    back: &str,
) -> Result<MadeChange, AppError> {
    let before = changes::set_suspended(&member.db, to_change, suspended, state.clock.now())?;
    require_proof(member, state, before.role, back)?;
    let news = if suspended { MembershipNews::Suspended } else { MembershipNews::Reinstated };
    let news = (before.suspended != suspended).then_some(news);
    made(member, state, &before, news)
}

/// Removes another member and tells them by mail, or takes the caller out of the
/// organization. Removing an owner requires a recent sign-in, after which pages lead to `back`.
pub fn remove(
    member: &Member,
    state: &AppState,
    to_change: &MemberToChange,
    back: &str,
) -> Result<MadeChange, AppError> {
    let before = changes::remove(&member.db, to_change, state.clock.now())?;
    require_proof(member, state, before.role, back)?;
    made(member, state, &before, Some(MembershipNews::Removed))
}

/// Makes another member the author of the todos that a member shared who is about to be
/// removed. An error of what follows rolls it back.
pub async fn hand_over(
    member: &Member,
    state: &AppState,
    to_change: &MemberToChange,
    heir: UserId,
) -> Result<(), AppError> {
    let author = to_change.member().user;
    if heir == author {
        return Err(not_an_heir());
    }
    todos::hand_over(&member.db, author, heir, state.clock.now()).await?;
    Ok(())
}

/// Returns the error for somebody who can't get a member's todos.
pub fn not_an_heir() -> AppError {
    let message = crate::text!("refusal-another-member");
    AppError::Invalid(FieldErrors::one("todos_to", message))
}

/// Commits the changes along with their mails.
pub async fn commit(
    member: Member,
    state: &AppState,
    made: impl IntoIterator<Item = MadeChange>,
) -> Result<Committed, AppError> {
    let (mails, now) = (mails(made), state.clock.now());
    let committed = batch::commit_with(member.db, &state.limits, mails, now).await;
    Ok(committed.map_err(MemberError::from)?)
}

/// Like [`commit`], and returns the member `user` as they are then.
pub async fn commit_and_find(
    member: Member,
    state: &AppState,
    made: impl IntoIterator<Item = MadeChange>,
    user: UserId,
) -> Result<(Committed, Option<memberships::Member>), AppError> {
    let (mails, now) = (mails(made), state.clock.now());
    let finish = async |db: &TenantConn| {
        let written = batch::enqueue_all(db, &state.limits, mails, now);
        Ok(try_join!(written, memberships::find(db, user))?.1)
    };
    Ok(member.db.commit_and_read(finish).await.map_err(MemberError::from)?)
}

fn mails(made: impl IntoIterator<Item = MadeChange>) -> Vec<Mail> {
    made.into_iter().filter_map(|made| made.0).collect()
}

/// Requires a recent sign-in for a change that concerns an owner: otherwise a stolen session
/// could take an organization from its owners. The error drops the change.
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

/// Writes the mail about a change to the person it concerns, unless they made it.
fn made(
    member: &Member,
    state: &AppState,
    before: &ChangedMember,
    news: Option<MembershipNews>,
) -> Result<MadeChange, AppError> {
    let Some(news) = news.filter(|_| before.user != member.caller.user) else {
        return Ok(MadeChange(None));
    };
    let kind = MailKind::Membership(MailedMembership {
        news,
        tenant: member.tenant.id,
        tenant_name: Quoted::name(member.tenant.name.as_str()),
        by: shown_as(&member.caller),
    });
    Ok(MadeChange(Some(state.mails.write(&before.email, &kind)?)))
}
