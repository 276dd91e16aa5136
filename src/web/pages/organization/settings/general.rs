//! An organization's name and address, at `/o/{slug}/settings`.

use actix_web::{FromRequest as _, web};
use serde::{Deserialize, Serialize};

use crate::{
    db::Committed,
    tenancy::{
        EditError, RegisterError,
        logos::Hue,
        tenants::{self, EditedColumns},
    },
    types::{Slug, TenantName},
    web::{
        access::{
            Allowed, EditOrganization, Member, OrganizationVisit, Reading, Writing, nothing,
            recent_sign_in,
        },
        error::AppError,
        request::query::Query,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that renames an organization and moves its address.
#[derive(Clone, Debug, Serialize)]
pub struct SettingsPage {
    /// The shared layout.
    pub layout: Layout,
    /// The organization's id, for programs.
    pub id: String,
    /// The name as typed.
    pub name: String,
    /// The slug as typed.
    pub slug: String,
    /// The URL before the slug, such as `https://example.com/o/`.
    pub slug_preview_base: String,
    /// The number of times a day that the slug may change.
    pub slug_changes_per_day: u32,
    /// The twelve colors to choose from.
    pub hues: Vec<i16>,
    /// The forms' errors.
    pub errors: FieldErrors,
    /// A free slug, offered if the requested one is taken.
    pub suggestion: Option<String>,
}

impl Page for SettingsPage {
    const TEMPLATE: &'static str = "pages/settings.html";
}

/// The field of the name.
#[derive(Debug, Default, Deserialize)]
pub struct NameForm {
    #[serde(default)]
    name: String,
}

/// The field of the address.
#[derive(Debug, Default, Deserialize)]
pub struct SlugForm {
    #[serde(default)]
    slug: String,
}

/// `GET /o/{slug}/settings`, or with `?slug=` the form as it was before a step-up
pub async fn show(
    allowed: Reading<Allowed<EditOrganization>>,
    ui: Ui,
    typed: Query<SlugForm>,
) -> Answer {
    let mut page = SettingsPage::read(allowed, &ui).await?;
    if !typed.slug.is_empty() {
        page.slug.clone_from(&typed.slug);
    }
    ui.page(&page)
}

/// `POST /o/{slug}/settings`
pub async fn rename(
    allowed: Writing<Allowed<EditOrganization>>,
    ui: Ui,
    form: web::Form<NameForm>,
) -> Answer {
    let (member, before) = allowed.open(async |db| tenants::find_to_change(db).await).await?;
    match form.name.parse::<TenantName>() {
        Ok(name) => {
            tenants::rename(&member.db, &before, &name, ui.now());
            let text = crate::text!("notice-renamed", name = name.as_str());
            ui.done(&urls::settings(member.tenant.slug.as_str()), text, member.db.commit().await?)
        }
        Err(error) => {
            let errors = FieldErrors::one("name", error.to_string());
            let page = SettingsPage::read(member, &ui).await?;
            ui.invalid(&SettingsPage { name: form.into_inner().name, errors, ..page })
        }
    }
}

/// `POST /o/{slug}/settings/address`
pub async fn move_address(
    allowed: Writing<Allowed<EditOrganization>>,
    ui: Ui,
    form: web::Form<SlugForm>,
) -> Answer {
    let (member, before) = allowed.open(async |db| tenants::find_to_change(db).await).await?;
    let typed = form.into_inner().slug;
    let slug: Slug = match typed.parse() {
        Ok(slug) => slug,
        Err(error) => {
            let errors = FieldErrors::one("slug", error.to_string());
            let page = SettingsPage::read(member, &ui).await?;
            return ui.invalid(&SettingsPage { slug: typed, errors, ..page });
        }
    };
    // Slugs stay taken: a stolen session must not use them up.
    let back = urls::settings_with_slug(member.tenant.slug.as_str(), slug.as_str());
    recent_sign_in::require(&member.caller, ui.now(), &back)?;
    match save(member, &ui, &before, &slug).await {
        Ok(moved) => {
            let text = crate::text!("notice-url-changed", slug = slug.to_string());
            ui.done(&urls::settings(&slug), text, moved)
        }
        Err(refused @ (EditError::Db(_) | EditError::NotAllowed)) => Err(refused.into()),
        Err(refused) => invalid_form(&ui, slug, refused).await,
    }
}

async fn save(
    member: Member,
    ui: &Ui,
    before: &EditedColumns,
    slug: &Slug,
) -> Result<Committed, EditError> {
    tenants::change_slug(&member.db, &ui.state.limits, before, slug, ui.now()).await?;
    Ok(member.db.commit().await?)
}

/// Shows the page again with the slug that was refused.
async fn invalid_form(ui: &Ui, slug: Slug, refused: EditError) -> Answer {
    // The refused statement ended the request's transaction.
    let member = Member::extract(&ui.req).await?;
    let page = SettingsPage::read(&member, ui).await?;
    let message = refused.to_string();
    if let EditError::TooMany(seconds) = refused {
        let errors = FieldErrors::too_soon(message, seconds);
        return ui.too_soon(&SettingsPage { slug: slug.to_string(), errors, ..page }, seconds);
    }
    let suggestion = match refused {
        EditError::Slug(RegisterError::SlugTaken) => tenants::free_slug(&member.db, &slug).await?,
        _ => None,
    };
    let (suggestion, errors) =
        (suggestion.map(|slug| slug.to_string()), FieldErrors::one("slug", message));
    ui.invalid(&SettingsPage { slug: slug.to_string(), suggestion, errors, ..page })
}

impl SettingsPage {
    pub(super) async fn read(visit: impl OrganizationVisit, ui: &Ui) -> Result<Self, AppError> {
        let (member, layout, ()) =
            ui.organization((crate::text!("settings"), "settings"), visit, nothing).await?;
        Ok(Self {
            layout,
            id: member.tenant.id.to_string(),
            name: member.tenant.name.to_string(),
            slug: member.tenant.slug.to_string(),
            slug_preview_base: ui.state.config.server.public_url.join(urls::ORGANIZATIONS),
            slug_changes_per_day: tenants::SLUG_CHANGES,
            hues: (0..Hue::COUNT).collect(),
            errors: FieldErrors::default(),
            suggestion: None,
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, SettingsPage};
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for SettingsPage {
        fn samples() -> Vec<Self> {
            let present = Self {
                layout: Layout::sample(crate::text!("settings"), "settings"),
                id: "01957f0c-2a7e-7c3c-9d2f-3f8a5b6c7d8e".to_owned(),
                name: "Acme Joinery".to_owned(),
                slug: "acme".to_owned(),
                slug_preview_base: "http://localhost:8080/o/".to_owned(),
                slug_changes_per_day: 3,
                hues: (0..12).collect(),
                errors: FieldErrors::default(),
                suggestion: None,
            };
            let taken = Self {
                slug: "harbour".to_owned(),
                errors: FieldErrors::one("slug", crate::text!("register-slug-taken")),
                suggestion: Some("harbour-2".to_owned()),
                ..present.clone()
            };
            let hostile = Self {
                layout: present.layout.clone().sample_hostile(),
                name: HOSTILE.to_owned(),
                errors: FieldErrors::one(
                    "name",
                    crate::text!("invalid-line-too-long", max = 64_i64),
                ),
                ..present.clone()
            };
            let spent = Self {
                name: LONG_NAME.to_owned(),
                errors: FieldErrors::too_soon(crate::text!("edit-too-many"), 28_800),
                ..present.clone()
            };
            vec![present, taken, hostile, spent]
        }
    }
}
