//! The request for a code to set a new password, at `/auth/forgot-password`.

use crate::{
    types::EmailAddress,
    web::{
        access::Anyone,
        request::query::Query,
        session_cookie,
        ui::{Answer, Ui},
        views::{FieldErrors, Layout, Page},
    },
};
use actix_web::web;
use serde::{Deserialize, Serialize};

/// The page that mails a code to a user who forgot their password.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotPasswordPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address as typed.
    pub email: String,
    /// Whether the request was accepted; says nothing about whether the address is known.
    pub sent: bool,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for ForgotPasswordPage {
    const TEMPLATE: &'static str = "pages/forgot_password.html";
}

/// The query `?email=…`, and the form's fields.
#[derive(Debug, Default, Deserialize)]
pub struct ForgotForm {
    #[serde(default)]
    email: String,
}

/// `GET /auth/forgot-password`
pub async fn show(_: Anyone, ui: Ui, query: Query<ForgotForm>) -> Answer {
    ui.lasting_page(&ForgotPasswordPage::empty(&ui, &query.email))
}

/// `POST /auth/forgot-password`: the answer is the same for unknown addresses.
pub async fn create(_: Anyone, ui: Ui, form: web::Form<ForgotForm>) -> Answer {
    let page = ForgotPasswordPage::empty(&ui, &form.email);
    let email = match form.email.parse::<EmailAddress>() {
        Ok(email) => email,
        Err(error) => {
            let errors = FieldErrors::one("email", error.to_string());
            let page = ForgotPasswordPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    match ui.state.identity.request_password_reset(&email, ui.client()).await {
        Ok(()) => {
            session_cookie::forget_wrong_codes(&ui.session);
            ui.page(&ForgotPasswordPage { sent: true, ..page })
        }
        Err(refused) => ui.refused(&refused, |errors| ForgotPasswordPage { errors, ..page }),
    }
}

impl ForgotPasswordPage {
    fn empty(ui: &Ui, email: &str) -> Self {
        Self {
            layout: ui.public((crate::text!("auth-set-new"), "forgot-password")),
            email: email.to_owned(),
            sent: false,
            errors: FieldErrors::default(),
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, ForgotPasswordPage};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for ForgotPasswordPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_visitor(crate::text!("auth-set-new"), "forgot-password"),
                email: String::new(),
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
