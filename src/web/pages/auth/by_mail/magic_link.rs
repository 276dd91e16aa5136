//! The emailed sign-in link, at `/auth/magic-link?token=…`: a page with a button, so that
//! software which follows links in mails doesn't use it up.

use actix_web::web;
use serde::{Deserialize, Serialize};

use super::{magic_link_request, mail_link};
use crate::{
    audit::device,
    identity::client::mail_links::{LinkKind, LinkPreview},
    web::{
        access::Anyone,
        messages,
        request::query::Query,
        sign_in,
        ui::{Answer, Ui},
        views::{FieldErrors, Layout, Page},
    },
};

/// The page with the sign-in button.
#[derive(Clone, Debug, Serialize)]
pub struct MagicLinkPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret; empty if the link no longer works.
    pub token: String,
    /// The masked address of the account.
    pub masked_email: String,
    /// The device that requested the link; may be empty.
    pub device: String,
    /// The reason why the link doesn't work.
    pub errors: FieldErrors,
}

impl Page for MagicLinkPage {
    const TEMPLATE: &'static str = "pages/magic_link.html";
}

/// The query of the link or, without a token, the address to send a link to.
#[derive(Debug, Default, Deserialize)]
pub struct MagicLinkQuery {
    #[serde(default)]
    token: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    return_to: String,
}

/// The form's fields.
#[derive(Deserialize)]
pub struct MagicLinkForm {
    #[serde(default)]
    token: String,
}

/// `GET /auth/magic-link`: changes nothing. Without a token it asks for an address.
pub async fn show(_: Anyone, ui: Ui, query: Query<MagicLinkQuery>) -> Answer {
    if query.token.is_empty() {
        return magic_link_request::page(&ui, &query.email, &query.return_to);
    }
    let (token, over) = (query.token.as_str(), MagicLinkPage::over(&ui));
    mail_link::look(&ui, LinkKind::SignIn, token, over, |page, preview| page.about(token, &preview))
        .await
}

/// `POST /auth/magic-link/session`: signs in, once.
pub async fn create(_: Anyone, ui: Ui, form: web::Form<MagicLinkForm>) -> Answer {
    match ui.state.identity.sign_in_by_link(&form.token, ui.client()).await {
        Ok(arrived) => {
            let back = sign_in::path_on(&ui.state, arrived.url.as_deref());
            let to = sign_in::with_grant(&ui.state, &ui.session, &arrived.granted, &ui.req, &back)
                .await?;
            ui.go_with_cookies(&to, &arrived.granted.set_cookies)
        }
        Err(refused) => {
            let page = MagicLinkPage::over(&ui);
            if mail_link::is_over(&refused) {
                return mail_link::gone(&ui, &page);
            }
            // The link still works, so keep it for a retry.
            let token = if refused.is_outage() || refused.status == 429 {
                form.token.clone()
            } else {
                String::new()
            };
            ui.refused(&refused, |errors| MagicLinkPage { token, errors, ..page })
        }
    }
}

impl MagicLinkPage {
    fn about(self, token: &str, preview: &LinkPreview) -> Self {
        let known = !preview.asked_by.is_empty();
        Self {
            token: token.to_owned(),
            masked_email: preview.email.masked(),
            device: if known {
                messages::device(&device::describe(&preview.asked_by))
            } else {
                String::new()
            },
            errors: FieldErrors::default(),
            ..self
        }
    }

    fn over(ui: &Ui) -> Self {
        Self {
            layout: ui.public((crate::text!("sign-in"), "magic-link")),
            token: String::new(),
            masked_email: String::new(),
            device: String::new(),
            errors: mail_link::over(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, MagicLinkPage, mail_link};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for MagicLinkPage {
        fn samples() -> Vec<Self> {
            let works = Self {
                layout: Layout::sample_visitor(crate::text!("sign-in"), "magic-link"),
                token: "4f1d".to_owned(),
                masked_email: "a•a@example.com".to_owned(),
                device: "Firefox".to_owned(),
                errors: FieldErrors::default(),
            };
            let over = Self {
                token: String::new(),
                masked_email: String::new(),
                errors: mail_link::over(),
                ..works.clone()
            };
            let hostile =
                Self { token: HOSTILE.to_owned(), device: String::new(), ..works.clone() };
            vec![works, over, hostile]
        }
    }
}
