//! Sends an invitation and its mail, the same way for pages and the API.

use crate::{
    identity::mails::{MailKind, MailedInvitation, WriteMail as _},
    limits::Verdict,
    mail::{Quoted, outbox},
    sessions::Caller,
    tenancy::invitations::{self, InvitationInput},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
    },
};

/// Writes the invitation and its mail in the member's transaction, or neither if the
/// member, the organization or the mailbox is over its limit. Inviting an owner requires
/// a recent sign-in.
pub async fn send(
    member: &Member,
    state: &AppState,
    new: &InvitationInput,
) -> Result<(), AppError> {
    let now = state.clock.now();
    if new.role == Role::Owner {
        // The form is prefilled again, but only the user can send it.
        let form = urls::invite_with(&member.tenant.slug, &new.email, new.role);
        recent_sign_in::require(&member.caller, now, &form)?;
    }
    let token = invitations::invite(&member.db, member.role, new, now).await?;
    let kind = MailKind::Invitation(MailedInvitation {
        inviter: member.caller.user,
        inviter_name: shown_as(&member.caller),
        tenant: member.tenant.id,
        tenant_name: Quoted::name(&member.tenant.name),
        role: new.role,
        path: urls::invitation(&token).into(),
    });
    let mail = state.mails.write(new.email.as_str(), &kind)?;
    match outbox::enqueue(&member.db, &state.limits, mail, now).await? {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Returns the person's name or, if it's empty, the address.
pub(super) fn shown_as(caller: &Caller) -> Quoted {
    match caller {
        Caller { name, .. } if !name.is_empty() => Quoted::name(name),
        Caller { email, email_verified: true, .. } => Quoted::address(email),
        Caller { email, .. } => Quoted::name(email),
    }
}
