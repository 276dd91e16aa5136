//! Hands organizations over, the same way for pages and the API.

use crate::{
    db::Committed,
    identity::mails::{
        MailKind, WriteMail as _,
        organizations::{OrganizationMail, OrganizationNews},
    },
    limits::Verdict,
    mail::{Mail, Quoted, Sender, batch, outbox},
    tenancy::{
        TransferError,
        transfers::{self, OfferToAnswer, OwnershipTransfer, Party, Receiver, ToOffer},
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
    to_offer: ToOffer,
    receiver: Receiver<'_>,
) -> Result<OwnershipTransfer, AppError> {
    let (now, caller) = (state.clock.now(), &member.caller);
    recent_sign_in::require(caller, now, &urls::transfer(member.tenant.slug.as_str()))?;
    let (name, email) = (caller.name.as_str().to_owned(), caller.email.to_string());
    let giver = Party { user: caller.user, name, email };
    let offer =
        transfers::offer(&member.db, to_offer, giver, now).map_err(|error| match error {
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
    let mail = mail(member, state, &offer.receiver, news, sender)?;
    let verdict = outbox::enqueue(&member.db, &state.limits, mail, now).await;
    match verdict.map_err(TransferError::from)? {
        Verdict::Taken => Ok(offer),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Accepts an offer, and commits; the giver gets a mail. Requires a recent sign-in, after which
/// pages lead to `back`.
pub async fn accept(
    member: Member,
    state: &AppState,
    to_answer: OfferToAnswer,
    back: &str,
) -> Result<(OwnershipTransfer, Committed), AppError> {
    let now = state.clock.now();
    recent_sign_in::require(&member.caller, now, back)?;
    let accepted = transfers::accept(&member.db, to_answer, now)?;
    let news = OrganizationNews::TransferAccepted { receiver: name_of(&accepted.receiver) };
    let sender = Sender::News(news.title());
    let mail = mail(&member, state, &accepted.giver, news, sender)?;
    Ok((accepted, commit(member, state, mail).await?))
}

/// Cancels or declines an offer, and commits; the other person gets a mail.
pub async fn cancel(
    member: Member,
    state: &AppState,
    to_answer: OfferToAnswer,
) -> Result<(OwnershipTransfer, Committed), AppError> {
    let (user, now) = (member.caller.user, state.clock.now());
    let ended = transfers::cancel(&member.db, to_answer, user, now)?;
    let (recipient, news) = if ended.receiver.user == user {
        (&ended.giver, OrganizationNews::TransferDeclined { receiver: name_of(&ended.receiver) })
    } else {
        (&ended.receiver, OrganizationNews::TransferCanceled)
    };
    let sender = Sender::News(news.title());
    let mail = mail(&member, state, recipient, news, sender)?;
    Ok((ended, commit(member, state, mail).await?))
}

async fn commit(member: Member, state: &AppState, mail: Mail) -> Result<Committed, AppError> {
    let (mails, now) = (vec![mail], state.clock.now());
    let committed = batch::commit_with(member.db, &state.limits, mails, now).await;
    Ok(committed.map_err(TransferError::from)?)
}

/// Returns the person's name or, if it's empty, the address.
fn name_of(party: &Party) -> Quoted {
    if party.name.is_empty() { Quoted::name(&party.email) } else { Quoted::name(&party.name) }
}

fn mail(
    member: &Member,
    state: &AppState,
    to: &Party,
    news: OrganizationNews,
    sender: Sender,
) -> Result<Mail, AppError> {
    let tenant_name = Quoted::name(member.tenant.name.as_str());
    let kind = MailKind::Organization(OrganizationMail { tenant_name, news, sender });
    Ok(state.mails.write(&to.email, &kind)?)
}
