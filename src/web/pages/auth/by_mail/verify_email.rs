//! Proving a mailbox with a mailed code, at `/auth/verify-email`.

use super::verify_link;
use crate::{
    identity::{
        client::{codes::CodeProof, sign_in::ProviderError},
        types::OtpCode,
        wire::ProviderErrorCode,
    },
    types::EmailAddress,
    web::{
        access::{Anyone, return_to},
        request::{cookies, query::Query},
        session_cookie,
        sign_in::{self, double_submit},
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};
use actix_web::web;
use serde::{Deserialize, Serialize};

/// The page on which the six-digit code is entered.
#[derive(Clone, Debug, Serialize)]
pub struct VerifyEmailPage {
    /// The shared layout.
    pub layout: Layout,
    /// The address to prove; empty if the page must ask for it.
    pub email: String,
    /// The masked address, such as `a…a@example.com`.
    pub masked_email: String,
    /// Whether a code has just been sent.
    pub sent: bool,
    /// The form's errors; the code's field is `otp`.
    pub errors: FieldErrors,
    /// The attempts that the code has left, if known.
    pub attempts_left: Option<u32>,
    /// Whether the code is too old, so that a new one is needed rather than another attempt.
    pub expired: bool,
    /// The page to go to afterwards; may be empty.
    pub return_to: String,
    /// The seconds until another code may be requested.
    pub resend_after_seconds: u64,
}

impl Page for VerifyEmailPage {
    const TEMPLATE: &'static str = "pages/verify_email.html";
}

/// The seconds to wait before requesting a new code.
const RESEND_AFTER: u64 = 30;

/// The query `?email=…&return_to=/…`.
#[derive(Debug, Default, Deserialize)]
pub struct VerifyQuery {
    #[serde(default)]
    email: String,
    #[serde(default)]
    return_to: String,
    /// The token of a link, which needs no code.
    #[serde(default)]
    token: String,
}

/// The form's fields.
#[derive(Deserialize)]
pub struct VerifyForm {
    email: String,
    #[serde(default)]
    otp: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/verify-email`
pub async fn show(_: Anyone, ui: Ui, query: Query<VerifyQuery>) -> Answer {
    if !query.token.is_empty() {
        return verify_link::page(&ui, &query.token).await;
    }
    let Ok(email) = query.email.parse::<EmailAddress>() else {
        return ui.go(urls::LOGIN);
    };
    ui.page(&VerifyEmailPage::empty(&ui, &email, &query.return_to))
}

/// `POST /auth/verify-email`
pub async fn create(_: Anyone, ui: Ui, form: web::Form<VerifyForm>) -> Answer {
    let Ok(email) = form.email.parse::<EmailAddress>() else {
        return ui.go(urls::LOGIN);
    };
    let page = VerifyEmailPage::empty(&ui, &email, &form.return_to);
    let code = match form.otp.parse::<OtpCode>() {
        Ok(code) => code,
        Err(error) => {
            let errors = FieldErrors::one("otp", error.to_string());
            let page = VerifyEmailPage { errors, ..page };
            return ui.invalid(&page);
        }
    };
    let proof = CodeProof { email, code };
    match ui.state.identity.verify_email(&proof, cookies(&ui.req), &ui.client()).await {
        Ok(granted) if granted.token.is_some() => {
            let to =
                sign_in::with_grant(&ui.state, &ui.session, &granted, &ui.req, &form.return_to)
                    .await?;
            ui.go_with_cookies(&to, &granted.set_cookies)
        }
        Ok(_) => ui.go(&urls::login_then(&form.return_to)),
        Err(refused) => {
            match double_submit::led_on(&ui.req, &ui.state, &proof.email, &form.return_to).await? {
                Some(led_on) => Ok(led_on),
                None => page.answer(&ui, &refused),
            }
        }
    }
}

/// `POST /auth/verify-email/resend`
pub async fn resend(_: Anyone, ui: Ui, form: web::Form<VerifyForm>) -> Answer {
    let Ok(email) = form.email.parse::<EmailAddress>() else {
        return ui.go(urls::LOGIN);
    };
    if let Err(refused) = ui.state.identity.send_code(&email, ui.client()).await {
        return VerifyEmailPage::empty(&ui, &email, &form.return_to).answer(&ui, &refused);
    }
    session_cookie::forget_wrong_codes(&ui.session);
    ui.notify(crate::text!("notice-new-code"));
    ui.go(&urls::verify_email_then(&email, &form.return_to))
}

impl VerifyEmailPage {
    fn empty(ui: &Ui, email: &EmailAddress, return_to: &str) -> Self {
        Self {
            layout: ui.public((crate::text!("auth-enter-the-code"), "verify-email")),
            email: email.to_string(),
            masked_email: email.masked(),
            sent: true,
            errors: FieldErrors::default(),
            attempts_left: None,
            expired: false,
            return_to: return_to::local(return_to).unwrap_or_default().to_owned(),
            resend_after_seconds: RESEND_AFTER,
        }
    }

    fn answer(self, ui: &Ui, refused: &ProviderError) -> Answer {
        // A used-up code is useless, so another one may be requested at once.
        let expired = matches!(
            refused.code,
            ProviderErrorCode::OtpExpired | ProviderErrorCode::TooManyAttempts
        );
        let attempts_left = ui.tries_left(refused, &self.email);
        let expired = expired || attempts_left == Some(0);
        let wait = refused.retry_after.map_or(self.resend_after_seconds, u64::from);
        let resend_after_seconds = if expired { 0 } else { wait };
        ui.refused(refused, |errors| Self {
            errors,
            attempts_left,
            expired,
            resend_after_seconds,
            ..self
        })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, VerifyEmailPage, urls};
    use crate::web::views::{Layout, Samples};

    impl Samples for VerifyEmailPage {
        fn samples() -> Vec<Self> {
            let sent = Self {
                layout: Layout::sample_visitor(crate::text!("auth-check-email"), "verify-email"),
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
                errors: FieldErrors::one("otp", crate::text!("provider-invalid-otp")),
                attempts_left: Some(1),
                resend_after_seconds: 0,
                ..sent.clone()
            };
            let expired = Self {
                errors: FieldErrors::one("otp", crate::text!("provider-otp-expired")),
                attempts_left: None,
                expired: true,
                return_to: urls::invitation("4f1d"),
                ..wrong.clone()
            };
            let unknown = Self {
                email: String::new(),
                masked_email: String::new(),
                errors: FieldErrors::one("email", crate::text!("invalid-email-address-malformed")),
                ..expired.clone()
            };
            vec![sent, wrong, Self { layout: production(), ..expired }, unknown]
        }
    }

    fn production() -> Layout {
        Layout {
            development: false,
            ..Layout::sample_visitor(crate::text!("auth-check-email"), "verify-email")
        }
    }
}
