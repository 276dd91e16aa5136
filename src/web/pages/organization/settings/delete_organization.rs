//! Deleting an organization, at `/o/{slug}/settings/deletion`.

use actix_web::web;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{
    db::TenantReader,
    locale::TextValue,
    tenancy::tenants::deletion,
    types::TenantName,
    web::{
        access::{Allowed, DeleteOrganization, OrganizationVisit, Reading, Recent},
        commands::organization_deletion,
        error::AppError,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that says what is lost, and deletes the organization.
#[derive(Clone, Debug, Serialize)]
pub struct DeleteOrganizationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The number of members.
    pub members: i64,
    /// The number of invitations without an answer.
    pub pending_invitations: i64,
    /// The number of todos.
    pub todos: i64,
    /// The time until which owners could restore it.
    pub until: DateTime<Utc>,
    /// The name as typed.
    pub typed: String,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for DeleteOrganizationPage {
    const TEMPLATE: &'static str = "pages/delete_organization.html";
}

/// The form's field.
#[derive(Debug, Default, Deserialize)]
pub struct DeleteOrganizationForm {
    #[serde(default)]
    name: String,
}

/// `GET /o/{slug}/settings/deletion`
pub async fn show(allowed: Reading<Recent<Allowed<DeleteOrganization>>>, ui: Ui) -> Answer {
    let page = DeleteOrganizationPage::read(allowed, &ui).await?;
    ui.page(&page)
}

/// `POST /o/{slug}/settings/deletion`
pub async fn delete(
    allowed: Allowed<DeleteOrganization>,
    ui: Ui,
    form: web::Form<DeleteOrganizationForm>,
) -> Answer {
    let member = allowed.member;
    if !is_name(&form.name, member.tenant.name.as_str()) {
        let errors = FieldErrors::one("name", crate::text!("refusal-type-name"));
        let page = DeleteOrganizationPage::read(&member, &ui).await?;
        let typed = form.into_inner().name;
        return ui.invalid(&DeleteOrganizationPage { typed, errors, ..page });
    }
    match organization_deletion::delete(&member, &ui.state).await {
        Ok(until) => {
            let (name, until) = (member.tenant.name.to_string(), TextValue::day(until));
            let text = crate::text!("notice-organization-deleted", name = name, until = until);
            ui.done(urls::OWN_ORGANIZATIONS, text, member.db.commit().await?)
        }
        Err(AppError::TooMany(seconds)) => {
            let member = member.again(&ui.state).await?;
            let page = DeleteOrganizationPage::read(&member, &ui).await?;
            let message = crate::text!("refusal-deleted-often");
            let (typed, errors) = (form.into_inner().name, FieldErrors::too_soon(message, seconds));
            ui.too_soon(&DeleteOrganizationPage { typed, errors, ..page }, seconds)
        }
        Err(other) => Err(other),
    }
}

/// Whether the organization's name was typed, whatever the capitals and the spaces around.
pub(in crate::web::pages) fn is_name(typed: &str, name: &str) -> bool {
    let plain = |text: &str| text.parse::<TenantName>().ok().map(|it| it.as_str().to_lowercase());
    typed.trim() == name || plain(typed).is_some_and(|typed| plain(name) == Some(typed))
}

impl DeleteOrganizationPage {
    async fn read(visit: impl OrganizationVisit, ui: &Ui) -> Result<Self, AppError> {
        let title = (crate::text!("settings-delete"), "settings/danger");
        let reads = async |db: &TenantReader| deletion::contents(db, ui.now()).await;
        let (_, layout, lost) = ui.organization(title, visit, reads).await?;
        Ok(Self {
            layout,
            members: lost.members,
            pending_invitations: lost.pending_invitations,
            todos: lost.todos,
            until: ui.now() + deletion::GRACE,
            typed: String::new(),
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{DeleteOrganizationPage, FieldErrors};
    use crate::web::views::{HOSTILE, Layout, Samples, sample_time};

    impl Samples for DeleteOrganizationPage {
        fn samples() -> Vec<Self> {
            let alone = Self {
                layout: Layout::sample(crate::text!("settings-delete"), "settings/danger"),
                members: 1,
                pending_invitations: 0,
                todos: 0,
                until: sample_time(720),
                typed: String::new(),
                errors: FieldErrors::default(),
            };
            let crowd = Self {
                layout: alone.layout.clone().sample_hostile(),
                members: 1_204,
                pending_invitations: 1,
                todos: 100_000,
                typed: HOSTILE.to_owned(),
                errors: FieldErrors::one("name", crate::text!("refusal-type-name")),
                ..alone.clone()
            };
            vec![alone, crowd]
        }
    }
}
