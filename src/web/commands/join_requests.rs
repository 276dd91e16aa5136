//! Decides about requests to join, the same way for pages and the API; the mails travel in
//! the same transaction.

use crate::{
    identity::mails::{MailKind, WriteMail as _, joining::JoiningNotice},
    ids::JoinRequestId,
    mail::{Quoted, outbox},
    tenancy::join_requests::{self, OpenRequest},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Lets a person in, and tells them. Making an owner requires a recent sign-in.
pub async fn approve(
    member: &Member,
    state: &AppState,
    id: JoinRequestId,
    role: Role,
) -> Result<OpenRequest, AppError> {
    let (now, slug) = (state.clock.now(), member.tenant.slug.as_str());
    let request = join_requests::approve(&member.db, id, role, now).await?;
    if role == Role::Owner {
        recent_sign_in::require(&member.caller, now, &urls::join_requests(slug))?;
    }
    let (tenant, path) = (Quoted::name(member.tenant.name.as_str()), urls::dashboard(slug));
    notify(member, state, &request, JoiningNotice::Approved { tenant, role, path }).await?;
    Ok(request)
}

/// Refuses a person, and tells them.
pub async fn decline(
    member: &Member,
    state: &AppState,
    id: JoinRequestId,
) -> Result<OpenRequest, AppError> {
    let request = join_requests::decline(&member.db, id, state.clock.now()).await?;
    let (tenant, path) =
        (Quoted::name(member.tenant.name.as_str()), urls::OWN_ORGANIZATIONS.to_owned());
    notify(member, state, &request, JoiningNotice::Declined { tenant, path }).await?;
    Ok(request)
}

async fn notify(
    member: &Member,
    state: &AppState,
    request: &OpenRequest,
    notice: JoiningNotice,
) -> Result<(), AppError> {
    let mail = state.mails.write(&request.email, &MailKind::Joining(notice))?;
    outbox::enqueue(&member.db, &state.limits, mail, state.clock.now()).await?;
    Ok(())
}
