//! The emailed link for a new password, at `/auth/reset-password?token=…`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use super::mail_link;
use crate::{
    identity::{client::mail_links::LinkKind, types::Password},
    web::{
        access::Anyone,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that asks for the new password.
#[derive(Clone, Debug, Serialize)]
pub struct ResetLinkPage {
    /// The shared layout.
    pub layout: Layout,
    /// The link's secret; empty if the link no longer works.
    pub token: String,
    /// The masked address of the account; empty if it wasn't looked up.
    pub masked_email: String,
    /// The errors of the form or the link.
    pub errors: FieldErrors,
}

impl Page for ResetLinkPage {
    const TEMPLATE: &'static str = "pages/reset_link.html";
}

/// The form's fields.
#[derive(Deserialize)]
pub struct ResetLinkForm {
    #[serde(default)]
    token: String,
    #[serde(default)]
    password: String,
}

/// `GET /auth/reset-password?token=…`: changes nothing. `None` means a link that is known
/// not to work any more.
pub async fn page(ui: &Ui, token: Option<&str>) -> Answer {
    let page = ResetLinkPage::over(ui);
    let Some(token) = token else { return mail_link::gone(ui, &page) };
    mail_link::look(ui, LinkKind::ResetPassword, token, page, |page, preview| ResetLinkPage {
        token: token.to_owned(),
        masked_email: preview.email.masked(),
        errors: FieldErrors::default(),
        ..page
    })
    .await
}

/// `POST /auth/reset-password/link`
pub async fn create(_: Anyone, ui: Ui, form: web::Form<ResetLinkForm>) -> Answer {
    let form = form.into_inner();
    let page = ResetLinkPage { token: form.token, ..ResetLinkPage::over(&ui) };
    let password = match Password::chosen(form.password) {
        Ok(password) => password,
        Err(problem) => {
            let errors = FieldErrors::one("password", problem.to_string());
            let page = ResetLinkPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    let reset = ui.state.identity.reset_password_by_link(&page.token, &password, ui.client());
    match reset.await {
        Ok(()) => done(&ui),
        Err(refused) if mail_link::is_over(&refused) => {
            mail_link::gone(&ui, &ResetLinkPage::over(&ui))
        }
        Err(refused) => ui.refused(&refused, |errors| ResetLinkPage { errors, ..page }),
    }
}

impl ResetLinkPage {
    fn over(ui: &Ui) -> Self {
        Self {
            layout: ui.public((crate::text!("auth-set-new"), "reset-link")),
            token: String::new(),
            masked_email: String::new(),
            errors: mail_link::over(),
        }
    }
}

/// Redirects to the sign-in page with a notice of success.
pub fn done(ui: &Ui) -> Answer {
    ui.notify(crate::text!("notice-password-reset"));
    ui.go(urls::LOGIN)
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, ResetLinkPage, mail_link};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for ResetLinkPage {
        fn samples() -> Vec<Self> {
            let works = Self {
                layout: Layout::sample_visitor(crate::text!("auth-set-new"), "reset-link"),
                token: HOSTILE.to_owned(),
                masked_email: "a•a@example.com".to_owned(),
                errors: FieldErrors::default(),
            };
            let wrong = Self {
                masked_email: String::new(),
                errors: FieldErrors::one("password", crate::text!("provider-password-too-short")),
                ..works.clone()
            };
            let over = Self { token: String::new(), errors: mail_link::over(), ..wrong.clone() };
            vec![works, wrong, over]
        }
    }
}
