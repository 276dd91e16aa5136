//! An invitation and its mail, the same for pages and for the API.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::{
    limits::Verdict,
    mail::{Sender, outbox},
    sessions::Caller,
    tenancy::invitations::{self, NewInvitation},
    types::Role,
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        mails::{Letter, Quoted},
        state::AppState,
    },
};

/// Writes the invitation and its mail in the member's transaction, or neither where
/// the person, the organization or the mailbox has had enough of them. Who makes
/// somebody an owner has proven a short while ago who they are.
pub async fn send(member: &Member, state: &AppState, new: &NewInvitation) -> Result<(), AppError> {
    let now = state.clock.now();
    if new.role == Role::Owner {
        recent_sign_in::require(&member.caller, now, &form_with(&member.tenant.slug, new))?;
    }
    let inviter = (member.caller.user, member.role);
    let token = invitations::invite(&member.db, inviter, new, now).await?;
    let letter = Letter::Invitation {
        tenant_name: Quoted::name(&member.tenant.name),
        inviter_name: shown_as(&member.caller),
        role: new.role.as_str(),
        link: state.mails.link(&format!("/invitations/{token}")),
    };
    let mail = state.mails.write(new.email.as_str(), &letter)?;
    let sender = Sender::Member { person: member.caller.user, organization: member.tenant.id };
    match outbox::enqueue(&member.db, &state.limits, sender, mail, now).await? {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// The name, or the proven address of who has none.
fn shown_as(caller: &Caller) -> Quoted {
    match caller {
        Caller { name, .. } if !name.is_empty() => Quoted::name(name),
        Caller { email, email_verified: true, .. } => Quoted::address(email),
        Caller { email, .. } => Quoted::name(email),
    }
}

/// The page with the form as it was filled in; it is filled in again and sent by
/// nobody but the person.
fn form_with(slug: &str, new: &NewInvitation) -> String {
    let email = utf8_percent_encode(new.email.as_str(), NON_ALPHANUMERIC);
    format!("/o/{slug}/members?email={email}&role={}#invite", new.role)
}
