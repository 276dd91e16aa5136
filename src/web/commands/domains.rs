//! Claims domains and proves them, the same way for pages and the API.

use serde::{Deserialize, Serialize};

use crate::{
    db::TenantConn,
    identity::mails::{
        MailKind, MailedDomainCode, WriteMail as _,
        joining::{DomainLoss, JoiningNotice},
    },
    ids::DomainId,
    limits::{Limit, Rule, Verdict},
    mail::{Quoted, outbox},
    tenancy::{
        domains::{self, Claims, CompanyDomain, DnsAnswer, Domain, Offer},
        join_requests,
    },
    types::EmailAddress,
    web::{
        access::{Member, Viewer, recent_sign_in},
        error::AppError,
        state::AppState,
        urls,
        views::FieldErrors,
    },
};

/// The number of look-ups that an organization may cause in a minute.
const LOOKUPS: u32 = 6;

/// A claim as people type it.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default)]
pub struct DomainForm {
    /// The domain as typed.
    pub domain: String,
    /// `"join"` or `"ask"`.
    pub offer: String,
}

/// The outcome of a look-up of the record.
pub enum Checked {
    /// The domain is proven; the caller commits.
    Proven(TenantConn),
    /// The record isn't published, or not seen yet.
    Missing,
    /// No DNS server answered.
    Unknown,
}

/// Claims a domain with the next statement. It opens the organization once it's proven, which
/// takes a recent sign-in.
pub fn claim(
    member: &Member,
    state: &AppState,
    before: &Claims,
    new: (&CompanyDomain, Offer),
    back: &str,
) -> Result<DomainId, AppError> {
    let now = state.clock.now();
    recent_sign_in::require(&member.caller, now, back)?;
    Ok(domains::claim(&member.db, before, new, now)?)
}

/// Changes what a domain offers, with the next statement; to let people join takes a recent
/// sign-in.
pub fn set_offer(
    member: &Member,
    state: &AppState,
    domain: &Domain,
    offer: Offer,
) -> Result<(), AppError> {
    let now = state.clock.now();
    if offer == Offer::Join {
        let back = urls::domain(member.tenant.slug.as_str(), domain.id);
        recent_sign_in::require(&member.caller, now, &back)?;
    }
    domains::set_offer(&member.db, domain, offer, now);
    Ok(())
}

/// Looks up the record and, if it's there, marks the domain as proven. No connection is
/// held while DNS servers are asked; the role is checked again after that.
pub async fn check_record(
    member: Member,
    state: &AppState,
    id: DomainId,
) -> Result<Checked, AppError> {
    let back = urls::domain(member.tenant.slug.as_str(), id);
    recent_sign_in::require(&member.caller, state.clock.now(), &back)?;
    let domain = domains::get(&member.db, id).await?.ok_or(AppError::NotFound)?;
    let rule =
        Rule::new("domain-lookups", member.tenant.id.to_string(), Limit::per_minute(LOOKUPS));
    let verdict = state.limits.take_within(&member.db, &[rule]).await?;
    if let Verdict::Spent(seconds) = verdict {
        return Err(AppError::TooMany(seconds));
    }
    let (member, seen) = member.meanwhile(state, state.dns.proves(&domain)).await?;
    match seen {
        DnsAnswer::Lacks => Ok(Checked::Missing),
        DnsAnswer::Unknown => Ok(Checked::Unknown),
        DnsAnswer::Proves => Ok(Checked::Proven(prove_by_record(member, state, id).await?)),
    }
}

/// Marks the domain as proven; an organization that had proven it by a code is told.
async fn prove_by_record(
    member: Member,
    state: &AppState,
    id: DomainId,
) -> Result<TenantConn, AppError> {
    let (now, (db, Viewer { caller, .. })) = (state.clock.now(), member.into_parts());
    let Some(displaced) = domains::prove_by_dns(&db, id, now).await? else { return Ok(db) };
    let aside = db.aside(caller.user, displaced.tenant_id).await?;
    let slug = domains::record_displaced(&aside.db, &displaced, now).await?;
    let kind = MailKind::Joining(JoiningNotice::DomainLost {
        domain: Quoted::name(&displaced.domain.shown()),
        how: DomainLoss::Displaced,
        path: urls::access(&slug),
    });
    for to in join_requests::deciders(&aside.db).await? {
        let mail = state.mails.write(&to, &kind)?;
        outbox::enqueue(&aside.db, &state.limits, mail, now).await?;
    }
    Ok(aside.back().await?)
}

/// Mails a code to one of the mailboxes that can prove the domain.
pub async fn send_code(
    member: &Member,
    state: &AppState,
    id: DomainId,
    mailbox: &str,
) -> Result<EmailAddress, AppError> {
    let now = state.clock.now();
    let back = urls::domain(member.tenant.slug.as_str(), id);
    recent_sign_in::require(&member.caller, now, &back)?;
    let domain = domains::get(&member.db, id).await?.ok_or(AppError::NotFound)?;
    let known = domain.mailboxes().into_iter().find(|it| it.as_str() == mailbox.trim());
    let Some(mailbox) = known else {
        let message = crate::text!("refusal-choose-mailbox");
        return Err(AppError::Invalid(FieldErrors::one("mailbox", message)));
    };
    let code = domains::draw_code(&member.db, &state.domain_codes, id, &mailbox, now).await?;
    let kind = MailKind::DomainCode(MailedDomainCode {
        sender: member.caller.user,
        tenant: member.tenant.id,
        tenant_name: Quoted::name(member.tenant.name.as_str()),
        code,
        minutes: domains::CODE_LIFETIME.num_minutes(),
    });
    let mail = state.mails.write(mailbox.as_str(), &kind)?;
    match outbox::enqueue(&member.db, &state.limits, mail, now).await? {
        Verdict::Taken => Ok(mailbox),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}

/// Marks the domain as proven if the code is right; `false` has to be committed as well.
pub async fn try_code(
    member: &Member,
    state: &AppState,
    id: DomainId,
    code: &str,
) -> Result<bool, AppError> {
    let now = state.clock.now();
    let back = urls::domain(member.tenant.slug.as_str(), id);
    recent_sign_in::require(&member.caller, now, &back)?;
    Ok(domains::prove_by_code(&member.db, &state.domain_codes, id, code, now).await?)
}

/// Parses a claim.
pub fn parse(domain: &str, offer: &str) -> Result<(CompanyDomain, Offer), FieldErrors> {
    let mut errors = FieldErrors::default();
    let domain = errors.take("domain", domain.parse());
    let offer = errors.take("offer", offer.parse());
    match (domain, offer) {
        (Some(domain), Some(offer)) => Ok((domain, offer)),
        _ => Err(errors),
    }
}
