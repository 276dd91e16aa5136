//! The new password with a mailed code, at `/auth/reset-password`.

use super::reset_link;
use crate::{
    identity::{
        types::{OtpCode, Password},
        wire::ProviderErrorCode,
    },
    types::EmailAddress,
    web::{
        access::Anyone,
        request::query::Query,
        sign_in::after_password_reset,
        ui::{Answer, Ui},
        views::{FieldErrors, Layout, Page},
    },
};
use actix_web::web;
use serde::{Deserialize, Serialize};

/// The page that asks for the code and the new password.
#[derive(Clone, Debug, Serialize)]
pub struct ResetPasswordPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address the code was sent to.
    pub email: String,
    /// The code as typed.
    pub otp: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The number of wrong codes that the code outlives, after a wrong one.
    pub tries_left: Option<u32>,
}

impl Page for ResetPasswordPage {
    const TEMPLATE: &'static str = "pages/reset_password.html";
}

/// The query `?email=…`, or that of a link.
#[derive(Debug, Default, Deserialize)]
pub struct ResetQuery {
    #[serde(default)]
    email: String,
    #[serde(default)]
    token: String,
    /// The reason why the link has no token.
    #[serde(default)]
    error: String,
}

/// The form's fields.
#[derive(Deserialize)]
pub struct ResetForm {
    email: String,
    otp: String,
    password: String,
}

/// `GET /auth/reset-password`
pub async fn show(_: Anyone, ui: Ui, query: Query<ResetQuery>) -> Answer {
    if !query.token.is_empty() {
        return reset_link::page(&ui, Some(&query.token)).await;
    }
    if query.error == ProviderErrorCode::InvalidToken.as_str() {
        return reset_link::page(&ui, None).await;
    }
    ui.page(&ResetPasswordPage::empty(&ui, &query.email))
}

/// `POST /auth/reset-password`
pub async fn create(_: Anyone, ui: Ui, form: web::Form<ResetForm>) -> Answer {
    let form = form.into_inner();
    let page =
        ResetPasswordPage { otp: form.otp.clone(), ..ResetPasswordPage::empty(&ui, &form.email) };
    let mut errors = FieldErrors::default();
    let email = errors.take("email", form.email.parse::<EmailAddress>());
    let code = errors.take("otp", form.otp.parse::<OtpCode>());
    let password = errors.take("password", Password::chosen(form.password));
    let (Some(email), Some(code), Some(password)) = (email, code, password) else {
        let page = ResetPasswordPage { errors, ..page };
        return ui.invalid(&page);
    };
    match ui.state.identity.reset_password(&email, &code, &password, ui.client()).await {
        Ok(()) => {
            after_password_reset::end_everywhere(&ui.state, &email, &password, &ui.client())
                .await?;
            reset_link::done(&ui)
        }
        Err(refused) => {
            let tries_left = ui.tries_left(&refused, email.as_str());
            ui.refused(&refused, |errors| ResetPasswordPage { errors, tries_left, ..page })
        }
    }
}

impl ResetPasswordPage {
    fn empty(ui: &Ui, email: &str) -> Self {
        Self {
            layout: ui.public((crate::text!("auth-set-new"), "reset-password")),
            email: email.to_owned(),
            otp: String::new(),
            errors: FieldErrors::default(),
            tries_left: None,
        }
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, ResetPasswordPage};
    use crate::web::views::{Layout, Samples};

    impl Samples for ResetPasswordPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_visitor(crate::text!("auth-choose-new"), "reset-password"),
                email: "ada@example.com".to_owned(),
                otp: String::new(),
                errors: FieldErrors::default(),
                tries_left: None,
            };
            let used_up = Self {
                errors: FieldErrors::one("otp", crate::text!("provider-invalid-otp")),
                tries_left: Some(0),
                ..empty.clone()
            };
            let wrong = Self {
                otp: "123456".to_owned(),
                errors: FieldErrors::one("otp", crate::text!("provider-invalid-otp"))
                    .and("password", crate::text!("provider-password-too-short")),
                tries_left: Some(2),
                ..empty.clone()
            };
            vec![empty, wrong, used_up]
        }
    }
}
