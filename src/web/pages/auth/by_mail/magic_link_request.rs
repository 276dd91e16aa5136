//! The request for a sign-in link, at `/auth/magic-link`.

use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::{
    identity::{Provider, client::social::ReturnPages},
    types::EmailAddress,
    web::{
        access::{Anyone, return_to},
        error::AppError,
        session_cookie,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that mails a link for signing in without a password.
#[derive(Clone, Debug, Serialize)]
pub struct MagicLinkRequestPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address as typed.
    pub email: String,
    /// The page to go to afterwards; may be empty.
    pub return_to: String,
    /// Whether the mail is on its way.
    pub sent: bool,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for MagicLinkRequestPage {
    const TEMPLATE: &'static str = "pages/magic_link_request.html";
}

/// The form's fields; on the sign-in page this is the other button of that form.
#[derive(Debug, Default, Deserialize)]
pub struct MagicLinkRequestForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    return_to: String,
}

/// Renders the form.
pub fn page(ui: &Ui, email: &str, return_to: &str) -> Answer {
    ui.page(&MagicLinkRequestPage::empty(ui, email, return_to)?)
}

/// `POST /auth/magic-link`: the answer is the same for unknown addresses, which get an
/// account through the link.
pub async fn create(_: Anyone, ui: Ui, form: web::Form<MagicLinkRequestForm>) -> Answer {
    let page = MagicLinkRequestPage::empty(&ui, &form.email, &form.return_to)?;
    let email = match form.email.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            let page = MagicLinkRequestPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    let (back, on_error) = addresses(&ui, &page.return_to);
    let pages = ReturnPages { back: &back, on_error: &on_error };
    match ui.state.identity.send_magic_link(&email, &pages, ui.client()).await {
        Ok(granted) => {
            let mut answer = HttpResponse::Ok();
            session_cookie::forward(&mut answer, &granted.set_cookies);
            let page = MagicLinkRequestPage { sent: true, ..page };
            ui.page_with(answer, &page)
        }
        Err(refused) => ui.refused(&refused, |errors| MagicLinkRequestPage { errors, ..page }),
    }
}

/// Returns the link's final destination, on success and on error. A hosted provider's
/// link comes back to the bridge, where its session becomes ours.
fn addresses(ui: &Ui, return_to: &str) -> (String, String) {
    let back = if return_to.is_empty() { urls::DASHBOARD } else { return_to };
    let url = |path: &str| ui.state.config.server.public_url.join(path);
    match ui.state.identity.as_ref() {
        Provider::Embedded(_) => (back.to_owned(), urls::login_then(back)),
        Provider::Hosted(_) => (url(&urls::callback_then(back)), url(&urls::login_then(back))),
    }
}

impl MagicLinkRequestPage {
    /// Builds the empty page; not found if no such links are mailed.
    fn empty(ui: &Ui, email: &str, return_to: &str) -> Result<Self, AppError> {
        if !ui.state.config.identity.mails_magic_links() {
            return Err(AppError::NotFound);
        }
        Ok(Self {
            layout: ui.public((crate::text!("auth-by-email"), "ask-magic-link")),
            email: email.to_owned(),
            return_to: return_to::local(return_to).unwrap_or_default().to_owned(),
            sent: false,
            errors: FieldErrors::default(),
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, MagicLinkRequestPage, urls};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for MagicLinkRequestPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_visitor(crate::text!("auth-by-email"), "ask-magic-link"),
                email: String::new(),
                return_to: urls::invitation("4f1d"),
                sent: false,
                errors: FieldErrors::default(),
            };
            let sent = Self { email: "ada@example.com".to_owned(), sent: true, ..empty.clone() };
            let wrong = Self {
                email: HOSTILE.to_owned(),
                errors: FieldErrors::one("email", crate::text!("invalid-email-address-malformed")),
                ..empty.clone()
            };
            vec![empty, sent, wrong]
        }
    }
}
