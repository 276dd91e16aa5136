//! The start of a social sign-in, at `/auth/social/{provider}`.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::{
    config::SocialProvider,
    identity::client::{
        sign_in::ProviderError,
        social::{AuthorizationRedirect, ReturnPages},
    },
    web::{
        access::{Anyone, return_to},
        error::AppError,
        request::cookies,
        session_cookie,
        sign_in::last_method,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that leads on to the provider. It isn't a redirect, because the content
/// security policy lets forms lead only to us.
#[derive(Clone, Debug, Serialize)]
pub struct SocialPage {
    /// The shared layout.
    pub layout: Layout,
    /// The provider's name.
    pub label: String,
    /// The URL where the sign-in continues; empty if it can't.
    pub href: String,
    /// The reason why it can't continue.
    pub errors: FieldErrors,
}

impl Page for SocialPage {
    const TEMPLATE: &'static str = "pages/social.html";
}

/// A button that leads to a social provider's sign-in.
#[derive(Clone, Debug, Serialize)]
pub struct SocialButton {
    /// The id in the URL: `"google"`, `"github"`.
    pub id: String,
    /// The name that people know it by.
    pub label: String,
}

impl From<SocialProvider> for SocialButton {
    fn from(provider: SocialProvider) -> Self {
        Self { id: provider.id().to_owned(), label: provider.label().to_owned() }
    }
}

/// Returns the buttons of the configured providers.
pub fn buttons(ui: &Ui) -> Vec<SocialButton> {
    ui.state.config.identity.social().into_iter().map(SocialButton::from).collect()
}

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct SocialForm {
    #[serde(default)]
    return_to: String,
}

/// `POST /auth/social/{provider}`
pub async fn create(
    _: Anyone,
    ui: Ui,
    provider: web::Path<String>,
    form: web::Form<SocialForm>,
) -> Answer {
    let provider = offered(&ui, &provider).ok_or(AppError::NotFound)?;
    let back = return_to::local(&form.return_to).unwrap_or(urls::DASHBOARD);
    let link = |path: &str| ui.state.config.server.public_url.join(path);
    let pages = ReturnPages { back: &link(back), on_error: &link(&urls::login_then(back)) };
    let (identity, cookies) = (&ui.state.identity, cookies(&ui.req));
    last_method::asked(&ui.session, provider)?;
    let started = identity.sign_in_social(provider.id(), &pages, cookies, ui.client()).await;
    lead(&ui, provider, started)
}

/// Renders the page that leads on, or that says why it can't.
pub fn lead(
    ui: &Ui,
    provider: SocialProvider,
    started: Result<AuthorizationRedirect, ProviderError>,
) -> Answer {
    let mut page = SocialPage::new(ui, provider);
    match started {
        Ok(AuthorizationRedirect { url, set_cookies }) => {
            page.href.clone_from(&url);
            let mut answer = HttpResponse::Ok();
            answer.insert_header(("refresh", format!("0; url={url}")));
            session_cookie::forward(&mut answer, &set_cookies);
            ui.page_with(answer, &page)
        }
        Err(refused) => ui.refused(&refused, |errors| SocialPage { errors, ..page }),
    }
}

/// Returns the configured provider with this id.
pub fn offered(ui: &Ui, id: &str) -> Option<SocialProvider> {
    ui.state.config.identity.social().into_iter().find(|provider| provider.id() == id)
}

impl SocialPage {
    fn new(ui: &Ui, provider: SocialProvider) -> Self {
        let label = provider.label().to_owned();
        let title = crate::text!("auth-continue-with", provider = &label);
        let layout = ui.public((title, "social"));
        Self { layout, label, href: String::new(), errors: FieldErrors::default() }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, SocialPage};
    use crate::web::views::{Layout, Samples};

    impl Samples for SocialPage {
        fn samples() -> Vec<Self> {
            let page = Self {
                layout: Layout::sample_visitor(
                    crate::text!("auth-continue-with", provider = "Google"),
                    "social",
                ),
                label: String::from("Google"),
                href: String::from("https://provider.example/sign-in/social/init?token=abc"),
                errors: FieldErrors::default(),
            };
            let errors = FieldErrors::whole(crate::text!("provider-outage"));
            vec![Self { href: String::new(), errors, ..page.clone() }, page]
        }
    }
}
