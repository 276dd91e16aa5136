//! Gives invitations another link, the same way for pages and the API.

use super::invite::invitation_mail;
use crate::{
    limits::Verdict,
    mail::outbox,
    secret::ExposeSecret as _,
    tenancy::invitations::{
        changes::{self, Delivery, InvitationToChange},
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
    to_change: &InvitationToChange,
) -> Result<NewInvitation, AppError> {
    let now = state.clock.now();
    let new = renew(member, state, to_change, Delivery::Mail)?;
    let mail = invitation_mail(member, state, &new, now)?;
    match outbox::enqueue(&member.db, &state.limits, mail, now).await? {
        Verdict::Taken => Ok(new),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Makes a link for the member to pass on with the next statement, and returns its address, which
/// is shown once.
pub fn copy_link(
    member: &Member,
    state: &AppState,
    to_change: &InvitationToChange,
) -> Result<(NewInvitation, String), AppError> {
    let new = renew(member, state, to_change, Delivery::Copy)?;
    let path = urls::invitation(new.token.expose_secret());
    Ok((new, state.config.server.public_url.join(&path)))
}

/// An invitation as an owner requires a recent sign-in, as the first mail did.
fn renew(
    member: &Member,
    state: &AppState,
    to_change: &InvitationToChange,
    by: Delivery,
) -> Result<NewInvitation, AppError> {
    let now = state.clock.now();
    let new = changes::renew(&member.db, to_change, by, now)?;
    if new.role == Role::Owner {
        let back = urls::invitations(member.tenant.slug.as_str());
        recent_sign_in::require(&member.caller, now, &back)?;
    }
    Ok(new)
}
