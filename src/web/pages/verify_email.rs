//! Proving a mailbox with a code, at `/auth/verify-email`.

use serde::Serialize;

use crate::web::views::{FieldErrors, Layout, Page};

/// The page on which the six-digit code is entered.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyEmailPage {
    /// What every page shares.
    pub layout: Layout,
    /// The address to prove; empty when it has to be asked for.
    pub email: String,
    /// The address as it may be shown, such as `a…a@example.com`.
    pub masked_email: String,
    /// A code has just been sent.
    pub sent: bool,
    /// What is wrong; the code's field is `otp`.
    pub errors: FieldErrors,
    /// How many tries the code has left, when that is known.
    pub attempts_left: Option<u32>,
    /// The code is too old, so a new one is needed rather than another try.
    pub expired: bool,
    /// Where to go afterwards; may be empty.
    pub return_to: String,
    /// How long until another code may be asked for.
    pub resend_after_seconds: u64,
}

impl Page for VerifyEmailPage {
    const TEMPLATE: &'static str = "pages/verify_email.html";

    fn samples() -> Vec<Self> {
        let sent = Self {
            layout: Layout::sample_visitor("Check your mail", "verify-email"),
            email: "ada@example.com".to_owned(),
            masked_email: "a•a@example.com".to_owned(),
            sent: true,
            errors: FieldErrors::default(),
            attempts_left: None,
            expired: false,
            return_to: String::new(),
            resend_after_seconds: 30,
        };
        let wrong = Self {
            sent: false,
            errors: FieldErrors::one("otp", "This is not the code we sent."),
            attempts_left: Some(1),
            resend_after_seconds: 0,
            ..sent.clone()
        };
        let expired = Self {
            errors: FieldErrors::one("otp", "This code is too old. Ask for a new one."),
            attempts_left: None,
            expired: true,
            return_to: "/invitations/4f1d".to_owned(),
            ..wrong.clone()
        };
        let unknown = Self {
            email: String::new(),
            masked_email: String::new(),
            errors: FieldErrors::one("email", "Enter the address the code was sent to."),
            ..expired.clone()
        };
        vec![sent, wrong, Self { layout: production(), ..expired }, unknown]
    }
}

fn production() -> Layout {
    Layout { development: false, ..Layout::sample_visitor("Check your mail", "verify-email") }
}
