//! Registering an organization, at `/auth/register-organization`.

use crate::{
    tenancy::{RegisterError, memberships, tenants},
    web::{
        access::SignedIn,
        error::AppError,
        request::fields,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};
use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
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

    fn samples() -> Vec<Self> {
        let layout = Layout::sample_signed_in("Register an organization", "register-organization");
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
            errors: FieldErrors::one("slug", "This address is taken by another organization."),
            suggestion: Some("acme-2".to_owned()),
            ..empty.clone()
        };
        let hostile = Self {
            name: HOSTILE.to_owned(),
            errors: FieldErrors::one("name", "Use at most 64 characters."),
            ..empty.clone()
        };
        vec![empty, taken, hostile]
    }
}

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct RegisterForm {
    #[serde(default)]
    name: String,
    #[serde(default)]
    slug: String,
}

/// `GET /auth/register-organization`
pub async fn show(
    signed_in: SignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let places = memberships::switcher(&db).await?;
    db.commit().await?;
    let layout = layout::signed_in(&req, &state, TITLE, &caller, places);
    respond::page(&state, &RegisterOrganizationPage::new(layout, &state, RegisterForm::default()))
}

/// `POST /auth/register-organization`
pub async fn create(
    signed_in: SignedIn,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<RegisterForm>,
) -> Result<HttpResponse, AppError> {
    let SignedIn { db, caller } = signed_in;
    let places = memberships::switcher(&db).await?;
    let parsed = fields::tenant(&form.name, &form.slug);
    let is_sent_twice = parsed.as_ref().is_ok_and(|(name, slug)| {
        places.iter().any(|it| it.slug == slug.as_str() && it.name == name.as_str())
    });
    let layout = layout::signed_in(&req, &state, TITLE, &caller, places);
    let (name, slug) = match parsed {
        Ok(parsed) => parsed,
        Err(errors) => {
            let page = RegisterOrganizationPage::new(layout, &state, form.into_inner());
            let page = RegisterOrganizationPage { errors, ..page };
            return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    match tenants::register(db, &state.limits, &name, &slug, state.clock.now()).await {
        Ok(_) => Ok(respond::redirect_with_notice(
            &session,
            &urls::dashboard(&slug),
            format!("{} is registered.", name.as_str()),
        )),
        Err(RegisterError::Db(error)) => Err(error.into()),
        Err(_) if is_sent_twice => Ok(respond::redirect(&urls::dashboard(&slug))),
        Err(refused @ RegisterError::TooMany(seconds)) => {
            let errors = FieldErrors::too_soon(refused.to_string(), seconds);
            let page = RegisterOrganizationPage::new(layout, &state, form.into_inner());
            let page = RegisterOrganizationPage { errors, ..page };
            Ok(respond::too_soon(respond::page(&state, &page)?, seconds))
        }
        Err(refused) => {
            let free =
                state.db.as_user(caller.user, async |db| tenants::free_slug(db, &slug).await);
            let suggestion = free.await?.map(|slug| slug.to_string());
            let errors = FieldErrors::one("slug", refused.to_string());
            let page = RegisterOrganizationPage::new(layout, &state, form.into_inner());
            let page = RegisterOrganizationPage { errors, suggestion, ..page };
            respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
    }
}

const TITLE: (&str, &str) = ("Register an organization", "register-organization");

impl RegisterOrganizationPage {
    fn new(layout: Layout, state: &AppState, form: RegisterForm) -> Self {
        Self {
            layout,
            name: form.name,
            slug: form.slug,
            slug_preview_base: state.config.server.public_url.join(urls::ORGANIZATIONS),
            errors: FieldErrors::default(),
            suggestion: None,
        }
    }
}
