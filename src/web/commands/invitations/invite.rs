//! Invites people and mails them, the same way for pages and the API.

use chrono::{DateTime, Utc};

use crate::{
    db::{DbError, TenantReader},
    identity::mails::{MailKind, MailedInvitation, WriteMail as _},
    limits::Verdict,
    mail::{Mail, Quoted, batch},
    secret::ExposeSecret as _,
    sessions::Caller,
    tenancy::{
        InviteError,
        invitations::{
            LIFETIME,
            inviting::{self, Known, NewInvitation},
        },
    },
    types::{AddressEntry, AddressList, InvalidEmailAddress, Role},
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls, views,
    },
};

/// The people to invite, and the role that they get.
#[derive(Clone, Debug)]
pub struct Invitees {
    /// Their addresses.
    pub addresses: AddressList,
    /// The role.
    pub role: Role,
}

/// The result of one entry of the list.
#[derive(Clone, Debug)]
pub struct Invited {
    /// The entry as typed.
    pub typed: String,
    /// Its outcome.
    pub outcome: Outcome,
}

/// The outcome of one entry.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// The invitation is written, and its mail with it.
    Sent(NewInvitation),
    /// The person is a member already.
    AlreadyMember,
    /// An invitation already awaits an answer.
    AlreadyInvited,
    /// The entry isn't an address.
    NotAnAddress(InvalidEmailAddress),
    /// A limit is used up; holds the seconds until it isn't.
    OverLimit(u32),
    /// As many invitations as may be are waiting for an answer.
    TooManyPending,
}

/// Locks the organization, and finds out which of the addresses it knows.
pub async fn prepare<E>(
    db: &TenantReader,
    state: &AppState,
    addresses: &Result<AddressList, E>,
) -> Result<Known, DbError> {
    let entries = addresses.iter().flat_map(AddressList::iter);
    let emails: Vec<_> = entries.filter_map(|it| it.address.as_ref().ok()).collect();
    let emails: Vec<_> = emails.iter().map(|email| email.as_str()).collect();
    inviting::prepare(db, &emails, state.clock.now()).await
}

/// Writes the mails in the member's transaction, and the invitations with the next statement: all
/// whose person isn't known and whose mail is within the limits of the member, the organization
/// and the mailbox. Inviting an owner requires a recent sign-in.
pub async fn send(
    member: &Member,
    state: &AppState,
    new: &Invitees,
    known: &Known,
) -> Result<Vec<Invited>, AppError> {
    let now = state.clock.now();
    if new.role == Role::Owner {
        // The form is prefilled again, but only the user can send it.
        let form = urls::invite_with(member.tenant.slug.as_str(), &typed(new), new.role);
        recent_sign_in::require(&member.caller, now, &form)?;
    }
    known.check_role(new.role)?;
    let invited = new.addresses.iter().map(|entry| Invited::classify(entry, new.role, known, now));
    let mut invited: Vec<_> = invited.collect();
    keep_to_room(&mut invited, known.room);
    mail(member, state, &mut invited, now).await?;
    let sent: Vec<_> = invited.iter().filter_map(|it| it.outcome.sent().cloned()).collect();
    inviting::write(&member.db, &sent, now);
    Ok(invited)
}

/// Lets only as many through as there is room for.
fn keep_to_room(invited: &mut [Invited], room: Option<usize>) {
    let open = invited.iter_mut().filter(|it| matches!(it.outcome, Outcome::Sent(_)));
    for it in open.skip(room.unwrap_or(usize::MAX)) {
        it.outcome = Outcome::TooManyPending;
    }
}

fn typed(new: &Invitees) -> String {
    new.addresses.iter().map(|entry| entry.typed.as_str()).collect::<Vec<_>>().join(", ")
}

/// Mails the links. The outcome becomes [`Outcome::OverLimit`] if a limit is used up.
async fn mail(
    member: &Member,
    state: &AppState,
    invited: &mut [Invited],
    now: DateTime<Utc>,
) -> Result<(), AppError> {
    let mut open: Vec<_> =
        invited.iter_mut().filter(|it| matches!(it.outcome, Outcome::Sent(_))).collect();
    let invitations = open.iter().filter_map(|it| it.outcome.sent());
    let mails = invitations.map(|new| invitation_mail(member, state, new, now));
    let mails = mails.collect::<Result<Vec<_>, _>>()?;
    let verdicts = batch::enqueue_each(&member.db, &state.limits, mails, now).await?;
    for (it, verdict) in open.iter_mut().zip(verdicts) {
        if let Verdict::Spent(seconds) = verdict {
            it.outcome = Outcome::OverLimit(seconds);
        }
    }
    Ok(())
}

/// Writes the mail with the invitation's link.
pub(super) fn invitation_mail(
    member: &Member,
    state: &AppState,
    new: &NewInvitation,
    now: DateTime<Utc>,
) -> Result<Mail, AppError> {
    let caller = &member.caller;
    let kind = MailKind::Invitation(MailedInvitation {
        inviter: caller.user,
        inviter_name: (!caller.name.is_empty()).then(|| Quoted::name(caller.name.as_str())),
        inviter_address: caller.email_verified.then(|| Quoted::address(caller.email.as_str())),
        tenant: member.tenant.id,
        tenant_name: Quoted::name(member.tenant.name.as_str()),
        accent: views::accent(member.tenant.slug.as_str(), &member.tenant.mark),
        role: new.role,
        expires_at: now + LIFETIME,
        path: urls::invitation(new.token.expose_secret()).into(),
    });
    Ok(state.mails.write(new.email.as_str(), &kind)?)
}

impl Invited {
    fn classify(entry: &AddressEntry, role: Role, known: &Known, now: DateTime<Utc>) -> Self {
        let outcome = match &entry.address {
            Err(error) => Outcome::NotAnAddress(*error),
            Ok(email) => match known.check(email) {
                Err(InviteError::AlreadyMember) => Outcome::AlreadyMember,
                Err(_) => Outcome::AlreadyInvited,
                Ok(()) => Outcome::Sent(NewInvitation::new(email.clone(), role, now)),
            },
        };
        Self { typed: entry.typed.clone(), outcome }
    }
}

impl Outcome {
    /// Returns the invitation that was written.
    pub fn sent(&self) -> Option<&NewInvitation> {
        match self {
            Self::Sent(new) => Some(new),
            _ => None,
        }
    }

    /// Returns the outcome's name in the API.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Sent(_) => "sent",
            Self::AlreadyMember => "already_member",
            Self::AlreadyInvited => "already_invited",
            Self::NotAnAddress(_) => "not_an_address",
            Self::OverLimit(_) => "over_limit",
            Self::TooManyPending => "too_many_pending",
        }
    }

    /// Returns a sentence about it.
    pub fn message(&self) -> String {
        match self {
            Self::Sent(_) => crate::text!("invite-sent").into(),
            Self::AlreadyMember => InviteError::AlreadyMember.to_string(),
            Self::AlreadyInvited => InviteError::AlreadyInvited.to_string(),
            Self::NotAnAddress(error) => error.to_string(),
            Self::OverLimit(_) => crate::text!("invite-too-many").into(),
            Self::TooManyPending => InviteError::TooManyPending.to_string(),
        }
    }
}

/// Returns the person's name or, if it's empty, the address.
pub(in crate::web::commands) fn shown_as(caller: &Caller) -> Quoted {
    match caller {
        Caller { name, .. } if !name.is_empty() => Quoted::name(name.as_str()),
        Caller { email, email_verified: true, .. } => Quoted::address(email.as_str()),
        Caller { email, .. } => Quoted::name(email.as_str()),
    }
}
