//! Asks to join, and decides about it, the same way for pages and the API; the mails travel
//! in the same transaction.

use futures_util::future::try_join_all;

use crate::{
    db::TenantConn,
    identity::mails::{MailKind, WriteMail as _, joining::JoiningNotice},
    ids::JoinRequestId,
    mail::{Quoted, outbox},
    sessions::Caller,
    tenancy::join_requests::{self, AskError, CameBy, OpenRequest},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Asks to join the current tenant and tells its admins, as many as are told and as far as
/// their mailboxes have room: the queue shows the request in any case.
pub async fn ask(
    db: &TenantConn,
    state: &AppState,
    caller: &Caller,
    (name, slug): (&str, &str),
    came_by: CameBy,
) -> Result<Result<(), AskError>, AppError> {
    let now = state.clock.now();
    if let Err(refused) = join_requests::ask(db, &state.limits, came_by, now).await {
        return Ok(Err(refused));
    }
    let notice = JoiningNotice::Asked {
        person: if caller.name.is_empty() {
            Quoted::address(caller.email.as_str())
        } else {
            Quoted::name(caller.name.as_str())
        },
        address: Quoted::address(caller.email.as_str()),
        tenant: Quoted::name(name),
        path: urls::join_requests(slug),
    };
    let kind = MailKind::Joining(notice);
    let told = join_requests::deciders(db).await?;
    let mails: Vec<_> =
        told.iter().map(|to| state.mails.write(to, &kind)).collect::<Result<_, _>>()?;
    try_join_all(mails.into_iter().map(|mail| outbox::enqueue(db, &state.limits, mail, now)))
        .await?;
    Ok(Ok(()))
}

/// Lets a person in, and tells them. Making an owner requires a recent sign-in.
pub async fn approve(
    member: &Member,
    state: &AppState,
    id: JoinRequestId,
    role: Role,
) -> Result<OpenRequest, AppError> {
    let (now, slug) = (state.clock.now(), &member.tenant.slug);
    let request = join_requests::approve(&member.db, id, role, now).await?;
    if role == Role::Owner {
        recent_sign_in::require(&member.caller, now, &urls::join_requests(slug))?;
    }
    let (tenant, path) = (Quoted::name(&member.tenant.name), urls::dashboard(slug));
    tell(member, state, &request, JoiningNotice::Approved { tenant, role, path }).await?;
    Ok(request)
}

/// Refuses a person, and tells them.
pub async fn decline(
    member: &Member,
    state: &AppState,
    id: JoinRequestId,
) -> Result<OpenRequest, AppError> {
    let request = join_requests::decline(&member.db, id, state.clock.now()).await?;
    let (tenant, path) = (Quoted::name(&member.tenant.name), urls::OWN_ORGANIZATIONS.to_owned());
    tell(member, state, &request, JoiningNotice::Declined { tenant, path }).await?;
    Ok(request)
}

async fn tell(
    member: &Member,
    state: &AppState,
    request: &OpenRequest,
    notice: JoiningNotice,
) -> Result<(), AppError> {
    let mail = state.mails.write(&request.email, &MailKind::Joining(notice))?;
    outbox::enqueue(&member.db, &state.limits, mail, state.clock.now()).await?;
    Ok(())
}
