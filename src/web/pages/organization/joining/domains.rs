//! Claiming a domain, from `/o/{slug}/settings/access`.

use actix_web::{FromRequest as _, web};

use super::access::AccessPage;
use crate::{
    db::Committed,
    tenancy::domains::{self, Claims, DomainError},
    web::{
        access::{Allowed, ManageJoining, Member, Writing},
        commands::domains::{self as commands, DomainForm},
        error::AppError,
        ui::{Answer, Ui},
        urls,
    },
};

/// `POST /o/{slug}/settings/access/domains`
pub async fn create(
    allowed: Writing<Allowed<ManageJoining>>,
    ui: Ui,
    form: web::Form<DomainForm>,
) -> Answer {
    let (member, before) = allowed.open(async |db| domains::claims(db).await).await?;
    match save(member, &ui, &before, &form).await {
        Ok((url, claimed)) => ui.done(&url, crate::text!("notice-domain-added"), claimed),
        Err(AppError::Invalid(domain_errors)) => {
            let member = Member::extract(&ui.req).await?;
            let page = AccessPage::read(member, &ui).await?;
            ui.invalid(&AccessPage { domain_form: form.into_inner(), domain_errors, ..page })
        }
        Err(other) => Err(other),
    }
}

/// Claims the domain and returns its page.
async fn save(
    member: Member,
    ui: &Ui,
    before: &Claims,
    form: &DomainForm,
) -> Result<(String, Committed), AppError> {
    let slug = member.tenant.slug.as_str();
    let (domain, offer) = commands::parse(&form.domain, &form.offer).map_err(AppError::Invalid)?;
    let back = urls::access_with_domain(slug, domain.name());
    let id = commands::claim(&member, &ui.state, before, (&domain, offer), &back)?;
    let here = urls::domain(slug, id);
    Ok((here, member.db.commit().await.map_err(DomainError::from)?))
}
