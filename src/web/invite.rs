//! An invitation and its mail, the same for pages and for the API.

use super::{
    chrome,
    error::AppError,
    guard::{Member, recent},
    state::AppState,
    views::Letter,
};
use crate::{
    mail::outbox,
    tenancy::{
        Role,
        invitations::{self, NewInvitation},
    },
};

/// Writes the invitation and its mail in the member's transaction. Who makes
/// somebody an owner has proven a short while ago who they are.
pub async fn send(member: &Member, state: &AppState, new: &NewInvitation) -> Result<(), AppError> {
    let now = state.clock.now();
    if new.role == Role::Owner {
        let back = format!("/o/{}/members", member.tenant.slug);
        recent::require(&member.caller, now, &back)?;
    }
    let inviter = (member.caller.user, member.role);
    let token = invitations::invite(&member.db, inviter, new, now).await?;
    let letter = Letter::Invitation {
        tenant_name: &member.tenant.name,
        inviter_name: &chrome::display_name(&member.caller),
        role: new.role.as_str(),
        link: state.mails.link(&format!("/invitations/{token}")),
    };
    let mail = state.mails.write(new.email.as_str(), &letter)?;
    Ok(outbox::enqueue(&member.db, mail, now).await?)
}
