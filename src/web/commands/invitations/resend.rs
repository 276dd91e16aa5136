//! Gives invitations another link, the same way for pages and the API.

use super::invite::invitation_mail;
use crate::{
    ids::InvitationId,
    limits::Verdict,
    mail::outbox,
    secret::ExposeSecret as _,
    tenancy::invitations::{
        changes::{self, Delivery},
        inviting::NewInvitation,
    },
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Mails an invitation again, within the limits of the first mail.
pub async fn resend(
    member: &Member,
    state: &AppState,
    id: InvitationId,
) -> Result<NewInvitation, AppError> {
    let now = state.clock.now();
    let new = renew(member, state, id, Delivery::Mail).await?;
    let mail = invitation_mail(member, state, &new, now)?;
    match outbox::enqueue(&member.db, &state.limits, mail, now).await? {
        Verdict::Taken => Ok(new),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Makes a link for the member to pass on, and returns its address, which is shown once.
pub async fn copy_link(
    member: &Member,
    state: &AppState,
    id: InvitationId,
) -> Result<(NewInvitation, String), AppError> {
    let new = renew(member, state, id, Delivery::Copy).await?;
    let path = urls::invitation(new.token.expose_secret());
    Ok((new, state.config.server.public_url.join(&path)))
}

/// An invitation as an owner requires a recent sign-in, as the first mail did.
async fn renew(
    member: &Member,
    state: &AppState,
    id: InvitationId,
    by: Delivery,
) -> Result<NewInvitation, AppError> {
    let now = state.clock.now();
    let new = changes::renew(&member.db, id, by, now).await?;
    if new.role == Role::Owner {
        let back = urls::invitations(member.tenant.slug.as_str());
        recent_sign_in::require(&member.caller, now, &back)?;
    }
    Ok(new)
}
