//! Hands organizations over, the same way for pages and the API.

use crate::{
    identity::mails::{
        MailKind, WriteMail as _,
        organizations::{OrganizationMail, OrganizationNews},
    },
    ids::OwnershipTransferId,
    limits::Verdict,
    mail::{Quoted, Sender, outbox},
    tenancy::{
        TransferError,
        transfers::{self, OwnershipTransfer, Party, Receiver},
    },
    web::{
        access::{Member, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// Offers the organization to another member, who gets a mail. Requires a recent sign-in.
pub async fn offer(
    member: &Member,
    state: &AppState,
    receiver: Receiver<'_>,
) -> Result<OwnershipTransfer, AppError> {
    let now = state.clock.now();
    recent_sign_in::require(&member.caller, now, &urls::transfer(member.tenant.slug.as_str()))?;
    let offer = transfers::offer(&member.db, receiver, now).await.map_err(|error| match error {
        TransferError::NoMember | TransferError::OwnerAlready => {
            AppError::Invalid(FieldErrors::one(receiver.field(), error.to_string()))
        }
        other => other.into(),
    })?;
    let news = OrganizationNews::TransferOffered {
        giver: name_of(&offer.giver),
        until: offer.expires_at,
        offer: urls::ownership_transfer(member.tenant.slug.as_str(), offer.id),
    };
    let sender = Sender::Member { person: offer.giver.user, organization: member.tenant.id };
    match notify(member, state, &offer.receiver, news, sender).await? {
        Verdict::Taken => Ok(offer),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Accepts an offer; the giver gets a mail. Requires a recent sign-in.
pub async fn accept(
    member: &Member,
    state: &AppState,
    id: OwnershipTransferId,
) -> Result<OwnershipTransfer, AppError> {
    let now = state.clock.now();
    let back = urls::ownership_transfer(member.tenant.slug.as_str(), id);
    recent_sign_in::require(&member.caller, now, &back)?;
    let accepted = transfers::accept(&member.db, id, now).await?;
    let news = OrganizationNews::TransferAccepted { receiver: name_of(&accepted.receiver) };
    let sender = Sender::News(news.title());
    notify(member, state, &accepted.giver, news, sender).await?;
    Ok(accepted)
}

/// Cancels or declines an offer; the other person gets a mail.
pub async fn cancel(
    member: &Member,
    state: &AppState,
    id: OwnershipTransferId,
) -> Result<OwnershipTransfer, AppError> {
    let user = member.caller.user;
    let ended = transfers::cancel(&member.db, id, user, state.clock.now()).await?;
    let (recipient, news) = if ended.receiver.user == user {
        (&ended.giver, OrganizationNews::TransferDeclined { receiver: name_of(&ended.receiver) })
    } else {
        (&ended.receiver, OrganizationNews::TransferCanceled)
    };
    let sender = Sender::News(news.title());
    notify(member, state, recipient, news, sender).await?;
    Ok(ended)
}

/// Returns the person's name or, if it's empty, the address.
fn name_of(party: &Party) -> Quoted {
    if party.name.is_empty() { Quoted::name(&party.email) } else { Quoted::name(&party.name) }
}

async fn notify(
    member: &Member,
    state: &AppState,
    to: &Party,
    news: OrganizationNews,
    sender: Sender,
) -> Result<Verdict, AppError> {
    let tenant_name = Quoted::name(member.tenant.name.as_str());
    let kind = MailKind::Organization(OrganizationMail { tenant_name, news, sender });
    let mail = state.mails.write(&to.email, &kind)?;
    Ok(outbox::enqueue(&member.db, &state.limits, mail, state.clock.now()).await?)
}
