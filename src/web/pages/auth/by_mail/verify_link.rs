//! The emailed link that proves a mailbox, at `/auth/verify-email?token=…`: a page with a
//! button.

use actix_web::web;
use serde::{Deserialize, Serialize};

use super::mail_link;
use crate::{
    identity::client::mail_links::LinkKind,
    web::{
        access::Anyone,
        request::cookies,
        sign_in,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
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
}

/// The form's fields.
#[derive(Deserialize)]
pub struct VerifyLinkForm {
    #[serde(default)]
    token: String,
}

/// `GET /auth/verify-email?token=…`: changes nothing.
pub async fn page(ui: &Ui, token: &str) -> Answer {
    let page = VerifyLinkPage::over(ui);
    mail_link::look(ui, LinkKind::ProveMailbox, token, page, |page, preview| VerifyLinkPage {
        token: token.to_owned(),
        masked_email: preview.email.masked(),
        errors: FieldErrors::default(),
        ..page
    })
    .await
}

/// `POST /auth/verify-email/link`: proves the mailbox, once, and signs in users who
/// hadn't proven it before.
pub async fn create(_: Anyone, ui: Ui, form: web::Form<VerifyLinkForm>) -> Answer {
    let proven = ui.state.identity.verify_email_by_link(&form.token, cookies(&ui.req), ui.client());
    let arrived = match proven.await {
        Ok(arrived) => arrived,
        Err(refused) => {
            let page = VerifyLinkPage::over(&ui);
            if mail_link::is_over(&refused) {
                return mail_link::gone(&ui, &page);
            }
            let token = form.token.clone();
            return ui.refused(&refused, |errors| VerifyLinkPage { token, errors, ..page });
        }
    };
    let back = sign_in::path_on(&ui.state, arrived.url.as_deref());
    if arrived.granted.token.is_none() {
        ui.notify(crate::text!("notice-address-confirmed"));
        return ui.go(&urls::login_then(&back));
    }
    let to = sign_in::with_grant(&ui.state, &ui.session, &arrived.granted, &ui.req, &back).await?;
    ui.go_with_cookies(&to, &arrived.granted.set_cookies)
}

impl VerifyLinkPage {
    fn over(ui: &Ui) -> Self {
        Self {
            layout: ui.public((crate::text!("auth-confirm-yours"), "verify-link")),
            token: String::new(),
            masked_email: String::new(),
            errors: mail_link::over(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, VerifyLinkPage, mail_link};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for VerifyLinkPage {
        fn samples() -> Vec<Self> {
            let works = Self {
                layout: Layout::sample_visitor(crate::text!("auth-confirm-yours"), "verify-link"),
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
}
