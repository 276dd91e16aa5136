//! Registering an organization, at `/auth/register-organization`.

use crate::{
    tenancy::{RegisterError, memberships, tenants},
    web::{
        access::{Reading, SignedIn, nothing},
        request::fields,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

/// The page that creates an organization.
#[derive(Clone, Debug, Serialize)]
pub struct RegisterOrganizationPage {
    /// The shared layout.
    pub layout: Layout,
    /// The name as typed.
    pub name: String,
    /// The slug as typed; empty to derive it from the name.
    pub slug: String,
    /// The URL before the slug, such as `https://example.com/o/`.
    pub slug_preview_base: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// A free slug, offered if the requested one is taken.
    pub suggestion: Option<String>,
}

impl Page for RegisterOrganizationPage {
    const TEMPLATE: &'static str = "pages/register_organization.html";
}

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct RegisterForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    slug: String,
    /// Not empty if the next step is to be shown.
    #[serde(default)]
    welcome: String,
}

/// `GET /auth/register-organization`
pub async fn show(signed_in: Reading<SignedIn>, ui: Ui) -> Answer {
    let (_, layout, ()) = ui.own(TITLE, signed_in, nothing).await?;
    ui.page(&RegisterOrganizationPage::new(layout, &ui, RegisterForm::default()))
}

/// `POST /auth/register-organization`
pub async fn create(signed_in: SignedIn, ui: Ui, form: web::Form<RegisterForm>) -> Answer {
    let SignedIn { db, caller } = signed_in;
    let tenants = memberships::switcher(&db).await?;
    let parsed = fields::tenant(&form.name, &form.slug);
    let is_sent_twice = parsed.as_ref().is_ok_and(|(name, slug)| {
        tenants.iter().any(|it| it.slug == slug.as_str() && it.name == name.as_str())
    });
    let layout = ui.signed_in(TITLE, &caller, tenants);
    let (name, slug) = match parsed {
        Ok(parsed) => parsed,
        Err(errors) => {
            let page = RegisterOrganizationPage::new(layout, &ui, form.into_inner());
            let page = RegisterOrganizationPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    match tenants::register(db, &ui.state.limits, &name, &slug, ui.now()).await {
        Ok(db) => {
            let text = crate::text!("notice-organization-created", organization = name.as_str());
            let has_next_step = !form.welcome.is_empty();
            let next = if has_next_step { urls::welcome(&slug) } else { urls::dashboard(&slug) };
            ui.done(&next, text, db.commit().await?)
        }
        Err(RegisterError::Db(error)) => Err(error.into()),
        Err(_) if is_sent_twice => ui.go(&urls::dashboard(&slug)),
        Err(refused @ RegisterError::TooMany(seconds)) => {
            let errors = FieldErrors::too_soon(refused.to_string(), seconds);
            let page = RegisterOrganizationPage::new(layout, &ui, form.into_inner());
            let page = RegisterOrganizationPage { errors, ..page };
            ui.too_soon(&page, seconds)
        }
        Err(refused @ RegisterError::TooManyOwned) => {
            let errors = FieldErrors::whole(refused.to_string());
            let page = RegisterOrganizationPage::new(layout, &ui, form.into_inner());
            let page = RegisterOrganizationPage { errors, ..page };
            ui.page_with(HttpResponse::Conflict(), &page)
        }
        Err(refused) => {
            let free =
                ui.state.db.as_user(caller.user, async |db| tenants::free_slug(db, &slug).await);
            let suggestion = free.await?.map(|slug| slug.to_string());
            let errors = FieldErrors::one("slug", refused.to_string());
            let page = RegisterOrganizationPage::new(layout, &ui, form.into_inner());
            let page = RegisterOrganizationPage { errors, suggestion, ..page };
            ui.invalid(&page)
        }
    }
}

const TITLE: (crate::locale::Text, &str) =
    (crate::text!("create-organization"), "register-organization");

impl RegisterOrganizationPage {
    fn new(layout: Layout, ui: &Ui, form: RegisterForm) -> Self {
        Self {
            layout,
            name: form.name,
            slug: form.slug,
            slug_preview_base: ui.state.config.server.public_url.join(urls::ORGANIZATIONS),
            errors: FieldErrors::default(),
            suggestion: None,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, RegisterOrganizationPage};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for RegisterOrganizationPage {
        fn samples() -> Vec<Self> {
            let layout = Layout::sample_signed_in(
                crate::text!("create-organization"),
                "register-organization",
            );
            let empty = Self {
                layout,
                name: String::new(),
                slug: String::new(),
                slug_preview_base: "http://localhost:8080/o/".to_owned(),
                errors: FieldErrors::default(),
                suggestion: None,
            };
            let taken = Self {
                name: "Acme".to_owned(),
                slug: "acme".to_owned(),
                errors: FieldErrors::one("slug", crate::text!("register-slug-taken")),
                suggestion: Some("acme-2".to_owned()),
                ..empty.clone()
            };
            let hostile = Self {
                name: HOSTILE.to_owned(),
                errors: FieldErrors::one(
                    "name",
                    crate::text!("invalid-line-too-long", max = 64_i64),
                ),
                ..empty.clone()
            };
            vec![empty, taken, hostile]
        }
    }
}
