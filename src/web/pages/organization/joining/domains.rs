//! Claiming a domain, from `/o/{slug}/settings/access`.

use actix_web::web;

use super::access::AccessPage;
use crate::web::{
    access::{Allowed, ManageJoining, Member},
    commands::domains::{self as commands, DomainForm},
    error::AppError,
    ui::{Answer, Ui},
    urls,
};

/// `POST /o/{slug}/settings/access/domains`
pub async fn create(
    allowed: Allowed<ManageJoining>,
    ui: Ui,
    form: web::Form<DomainForm>,
) -> Answer {
    let member = allowed.member;
    match claim(&member, &ui, &form).await {
        Ok(url) => {
            let text = crate::text!("notice-domain-added");
            ui.done(&url, text, member.db.commit().await?)
        }
        Err(AppError::Invalid(domain_errors)) => {
            let member = member.again(&ui.state).await?;
            let page = AccessPage::read(&member, &ui).await?;
            ui.invalid(&AccessPage { domain_form: form.into_inner(), domain_errors, ..page })
        }
        Err(other) => Err(other),
    }
}

/// Claims the domain and returns its page.
async fn claim(member: &Member, ui: &Ui, form: &DomainForm) -> Result<String, AppError> {
    let slug = member.tenant.slug.as_str();
    let (domain, offer) = commands::parse(&form.domain, &form.offer).map_err(AppError::Invalid)?;
    let back = urls::access_with_domain(slug, domain.name());
    let id = commands::claim(member, &ui.state, (&domain, offer), &back).await?;
    Ok(urls::domain(slug, id))
}
