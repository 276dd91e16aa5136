//! Asking for a code to set a new password, at `/auth/forgot-password`.

use serde::Serialize;

use crate::web::views::{FieldErrors, HOSTILE, Layout, Page};

/// The page that mails a code to whoever forgot a password.
#[derive(Clone, Debug, Serialize)]
pub struct ForgotPasswordPage {
    /// What every page shares.
    pub layout: Layout,
    /// The address as typed.
    pub email: String,
    /// The request was taken; says nothing about whether the address is known.
    pub sent: bool,
    /// What is wrong with the form.
    pub errors: FieldErrors,
}

impl Page for ForgotPasswordPage {
    const TEMPLATE: &'static str = "pages/forgot_password.html";

    fn samples() -> Vec<Self> {
        let empty = Self {
            layout: Layout::sample_visitor("Set a new password", "forgot-password"),
            email: String::new(),
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
