//! The request for a sign-in link, at `/auth/magic-link`.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::{Deserialize, Serialize};

use crate::{
    identity::Provider,
    types::EmailAddress,
    web::{
        access::{Anyone, return_to},
        error::AppError,
        request::client_info::client,
        session_cookie,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};

/// The page that mails a link for signing in without a password.
#[derive(Clone, Debug, Serialize)]
pub struct AskMagicLinkPage {
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

impl Page for AskMagicLinkPage {
    const TEMPLATE: &'static str = "pages/ask_magic_link.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Sign in by e-mail", "ask-magic-link"),
            email: String::new(),
            return_to: urls::invitation("4f1d"),
            sent: false,
            errors: FieldErrors::default(),
        };
        let sent = Self { email: "ada@example.com".to_owned(), sent: true, ..empty.clone() };
        let wrong = Self {
            email: HOSTILE.to_owned(),
            errors: FieldErrors::one("email", "Enter an e-mail address, such as ada@example.com."),
            ..empty.clone()
        };
        vec![empty, sent, wrong]
    }
}

/// The form's fields; on the sign-in page this is the other button of that form.
#[derive(Debug, Default, Deserialize)]
pub struct AskForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    return_to: String,
}

/// Renders the form.
pub fn page(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    email: &str,
    return_to: &str,
) -> Result<HttpResponse, AppError> {
    respond::page(state, &AskMagicLinkPage::empty(req, state, email, return_to)?)
}

/// `POST /auth/magic-link`: the answer is the same for unknown addresses, which get an
/// account through the link.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    form: web::Form<AskForm>,
) -> Result<HttpResponse, AppError> {
    let page = AskMagicLinkPage::empty(&req, &state, &form.email, &form.return_to)?;
    let email = match form.email.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            let page = AskMagicLinkPage { errors, ..page };
            return respond::page_with_status(&state, StatusCode::UNPROCESSABLE_ENTITY, &page);
        }
    };
    let (back, on_error) = addresses(&state, &page.return_to);
    match state.identity.send_magic_link(&email, &back, &on_error, client(&req)).await {
        Ok(granted) => {
            let mut answer = HttpResponse::Ok();
            session_cookie::forward(&mut answer, &granted.set_cookies);
            let page = AskMagicLinkPage { sent: true, ..page };
            Ok(answer.content_type("text/html; charset=utf-8").body(state.views.render(&page)?))
        }
        Err(refused) => {
            respond::refused(&state, &refused, |errors| AskMagicLinkPage { errors, ..page })
        }
    }
}

/// Returns the link's final destination, on success and on error. A hosted provider's
/// link comes back to the bridge, where its session becomes ours.
fn addresses(state: &AppState, return_to: &str) -> (String, String) {
    let back = if return_to.is_empty() { urls::DASHBOARD } else { return_to };
    let url = |path: &str| state.config.server.public_url.join(path);
    match state.identity.as_ref() {
        Provider::Embedded(_) => (back.to_owned(), urls::login_then(back)),
        Provider::Hosted(_) => (url(&urls::callback_then(back)), url(&urls::login_then(back))),
    }
}

impl AskMagicLinkPage {
    /// Builds the empty page; not found if no such links are mailed.
    fn empty(
        req: &HttpRequest,
        state: &AppState,
        email: &str,
        return_to: &str,
    ) -> Result<Self, AppError> {
        if !state.config.identity.mails_magic_links() {
            return Err(AppError::NotFound);
        }
        Ok(Self {
            layout: layout::public(req, state, "Sign in by e-mail", "ask-magic-link"),
            email: email.to_owned(),
            return_to: return_to::local(return_to).unwrap_or_default().to_owned(),
            sent: false,
            errors: FieldErrors::default(),
        })
    }
}
