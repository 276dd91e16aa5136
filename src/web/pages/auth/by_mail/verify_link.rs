//! The emailed link that proves a mailbox, at `/auth/verify-email?token=…`: a page with a
//! button.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};

use super::mail_link;
use crate::{
    identity::client::mail_links::LinkKind,
    web::{
        access::Anyone,
        error::AppError,
        request::{client_info::client, cookies},
        sign_in,
        state::AppState,
        ui::{layout, respond},
        urls,
        views::{FieldErrors, HOSTILE, Layout, Page},
    },
};

/// The page with the button that proves a mailbox.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyLinkPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret; empty if the link no longer works.
    pub token: String,
    /// The masked address.
    pub masked_email: String,
    /// The reason why the link doesn't work.
    pub errors: FieldErrors,
}

impl Page for VerifyLinkPage {
    const TEMPLATE: &'static str = "pages/verify_link.html";

    fn samples() -> Vec<Self> {
        let works = Self {
            layout: Layout::sample_visitor("Confirm your address", "verify-link"),
            token: HOSTILE.to_owned(),
            masked_email: "a•a@example.com".to_owned(),
            errors: FieldErrors::default(),
        };
        let over = Self {
            token: String::new(),
            masked_email: String::new(),
            errors: mail_link::over(),
            ..works.clone()
        };
        vec![works, over]
    }
}

/// The form's fields.
#[derive(Deserialize)]
pub struct VerifyLinkForm {
    #[serde(default)]
    token: String,
}

/// `GET /auth/verify-email?token=…`: changes nothing.
pub async fn page(
    req: &HttpRequest,
    state: &web::Data<AppState>,
    token: &str,
) -> Result<HttpResponse, AppError> {
    let page = VerifyLinkPage::over(req, state);
    mail_link::look(req, state, (LinkKind::ProveMailbox, token), page, |page, preview| {
        VerifyLinkPage {
            token: token.to_owned(),
            masked_email: preview.email.masked(),
            errors: FieldErrors::default(),
            ..page
        }
    })
    .await
}

/// `POST /auth/verify-email/link`: proves the mailbox, once, and signs in users who
/// hadn't proven it before.
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<VerifyLinkForm>,
) -> Result<HttpResponse, AppError> {
    let proven = state.identity.verify_email_by_link(&form.token, cookies(&req), client(&req));
    let arrived = match proven.await {
        Ok(arrived) => arrived,
        Err(refused) => {
            let page = VerifyLinkPage::over(&req, &state);
            if mail_link::is_over(&refused) {
                return mail_link::gone(&state, &page);
            }
            let token = form.token.clone();
            return respond::refused(&state, &refused, |errors| VerifyLinkPage {
                token,
                errors,
                ..page
            });
        }
    };
    let back = sign_in::path_on(&state, arrived.url.as_deref());
    if arrived.granted.token.is_none() {
        return Ok(respond::redirect_with_notice(
            &session,
            &urls::login_then(&back),
            "This address is confirmed. Sign in to go on.",
        ));
    }
    let to = sign_in::with_grant(&state, &session, &arrived.granted, &req, &back).await?;
    Ok(respond::redirect_with_cookies(&to, &arrived.granted.set_cookies))
}

impl VerifyLinkPage {
    fn over(req: &HttpRequest, state: &AppState) -> Self {
        Self {
            layout: layout::public(req, state, "Confirm your address", "verify-link"),
            token: String::new(),
            masked_email: String::new(),
            errors: mail_link::over(),
        }
    }
}
