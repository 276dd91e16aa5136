//! Setting a new password with a code, at `/auth/reset-password`.

use serde::Serialize;

use crate::web::views::{FieldErrors, Layout, Page};

/// The page that takes the code and the new password.
#[derive(Clone, Debug, Serialize)]
pub struct ResetPasswordPage {
    /// What every page shares.
    pub layout: Layout,
    /// The address the code was sent to.
    pub email: String,
    /// The code as typed.
    pub otp: String,
    /// What is wrong with the form.
    pub errors: FieldErrors,
}

impl Page for ResetPasswordPage {
    const TEMPLATE: &'static str = "pages/reset_password.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Choose a new password", "reset-password"),
            email: "ada@example.com".to_owned(),
            otp: String::new(),
            errors: FieldErrors::default(),
        };
        let wrong = Self {
            otp: "123456".to_owned(),
            errors: FieldErrors::one("otp", "This is not the code we sent.")
                .and("password", "Use at least 8 characters."),
            ..empty.clone()
        };
        vec![empty, wrong]
    }
}
