//! Decides about requests to join, the same way for pages and the API; the mails travel in
//! the same transaction.

use crate::{
    db::Committed,
    identity::mails::{MailKind, WriteMail as _, joining::JoiningNotice},
    mail::{Quoted, batch},
    tenancy::join_requests::{self, DecideError, RequestToApprove, RequestToDecide},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Lets a person in, tells them, and commits. Making an owner requires a recent sign-in.
pub async fn approve(
    member: Member,
    state: &AppState,
    to_approve: &RequestToApprove,
    role: Role,
) -> Result<Committed, AppError> {
    let (now, slug) = (state.clock.now(), member.tenant.slug.as_str());
    join_requests::approve(&member.db, to_approve, role, now)?;
    if role == Role::Owner {
        recent_sign_in::require(&member.caller, now, &urls::join_requests(slug))?;
    }
    let (tenant, path) = (Quoted::name(member.tenant.name.as_str()), urls::dashboard(slug));
    let notice = JoiningNotice::Approved { tenant, role, path };
    commit(member, state, &to_approve.request, notice).await
}

/// Refuses a person, tells them, and commits.
pub async fn decline(
    member: Member,
    state: &AppState,
    to_decide: &RequestToDecide,
) -> Result<Committed, AppError> {
    join_requests::decline(&member.db, to_decide, state.clock.now());
    let (tenant, path) =
        (Quoted::name(member.tenant.name.as_str()), urls::OWN_ORGANIZATIONS.to_owned());
    commit(member, state, to_decide, JoiningNotice::Declined { tenant, path }).await
}

async fn commit(
    member: Member,
    state: &AppState,
    to_decide: &RequestToDecide,
    notice: JoiningNotice,
) -> Result<Committed, AppError> {
    let mail = state.mails.write(&to_decide.request().email, &MailKind::Joining(notice))?;
    let now = state.clock.now();
    let committed = batch::commit_with(member.db, &state.limits, vec![mail], now).await;
    Ok(committed.map_err(DecideError::from)?)
}
