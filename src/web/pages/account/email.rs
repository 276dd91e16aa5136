//! Change of address, at `/account/email`: a code proves the new mailbox first, or a link
//! from a hosted provider.

use actix_web::web;
use serde::{Deserialize, Serialize};

use crate::{
    audit::security::SecurityEvent,
    identity::{mails::notices, types::OtpCode},
    types::EmailAddress,
    web::{
        access::{
            Authenticated, OwnVisit, Reading, Recent, SignedIn, nothing, provider_cookies,
            recent_sign_in,
        },
        error::AppError,
        request::query::Query,
        session_cookie,
        sign_in::account_events,
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that changes the address, in two steps.
#[derive(Clone, Debug, Serialize)]
pub struct AccountEmailPage {
    /// The shared layout.
    pub layout: Layout,
    /// The current address.
    pub email: String,
    /// The new address as typed.
    pub new_email: String,
    /// Whether the code was sent and the page asks for it.
    pub sent: bool,
    /// Whether the provider is hosted: it mails a link instead of a code, and no link to
    /// undo the change.
    pub is_hosted: bool,
    /// The form's errors.
    pub errors: FieldErrors,
    /// The number of wrong codes that the code outlives, after a wrong one.
    pub tries_left: Option<u32>,
}

impl Page for AccountEmailPage {
    const TEMPLATE: &'static str = "pages/account_email.html";
}

/// The query `?new=…`: the address as typed before the step-up.
#[derive(Debug, Default, Deserialize)]
pub struct EmailQuery {
    #[serde(default)]
    new: String,
}

/// The first form's fields.
#[derive(Debug, Deserialize)]
pub struct EmailForm {
    new_email: String,
}

/// The second form's fields.
#[derive(Deserialize)]
pub struct CodeForm {
    new_email: String,
    otp: String,
}

/// `GET /account/email`
pub async fn show(visitor: Reading<Recent<SignedIn>>, ui: Ui, query: Query<EmailQuery>) -> Answer {
    let page = AccountEmailPage::empty(&ui, visitor, &query.new).await?;
    ui.page(&page)
}

/// `POST /account/email`: mails a code to the new address; a hosted provider mails its
/// own link.
pub async fn ask(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<EmailForm>,
) -> Answer {
    let back = urls::email_with(&form.new_email);
    recent_sign_in::require(&caller, ui.now(), &back)?;
    let page = AccountEmailPage::empty(&ui, ui.known(&caller), &form.new_email).await?;
    let new = match form.new_email.parse::<EmailAddress>() {
        Ok(new) => new,
        Err(problem) => return page.invalid(&ui, "new_email", &problem.to_string()),
    };
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, &back).await?;
    let to = ui.state.config.server.public_url.join(urls::EMAIL);
    match ui.state.identity.ask_for_email_change(&new, &to, jar, ui.client()).await {
        Ok(()) => {
            let masked = new.masked();
            let notice = notices::AccountNotice::EmailChangeAsked(masked.clone());
            let event = SecurityEvent::EmailChangeAsked;
            let client = ui.client();
            account_events::after_provider(&ui.state, &caller, event, &masked, &notice, &client)
                .await?;
            if page.is_hosted {
                let text = crate::text!("notice-email-link");
                ui.notify(text);
                return ui.go(urls::EMAIL);
            }
            session_cookie::forget_wrong_codes(&ui.session);
            ui.go(&urls::email_confirmation(new.as_str()))
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, &back)?;
            ui.refused(&refused, |errors| AccountEmailPage { errors, ..page })
        }
    }
}

/// `GET /account/email/confirmation`
pub async fn confirmation(visitor: Reading<SignedIn>, ui: Ui, query: Query<EmailQuery>) -> Answer {
    let page = AccountEmailPage::empty(&ui, visitor, &query.new).await?;
    ui.page(&AccountEmailPage { sent: true, ..page })
}

/// `POST /account/email/confirmation`: the code makes the new address take effect.
pub async fn confirm(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<CodeForm>,
) -> Answer {
    let page = AccountEmailPage::empty(&ui, ui.known(&caller), &form.new_email).await?;
    let page = AccountEmailPage { sent: true, ..page };
    let (new, code) = match (form.new_email.parse::<EmailAddress>(), form.otp.parse::<OtpCode>()) {
        (Ok(new), Ok(code)) => (new, code),
        (Err(_), _) => return ui.go(urls::EMAIL),
        (_, Err(problem)) => return page.invalid(&ui, "otp", &problem.to_string()),
    };
    if new == caller.email {
        // The form was sent twice: the first time already changed the address.
        return ui.go(urls::ACCOUNT);
    }
    let back = urls::email_confirmation(new.as_str());
    let jar = provider_cookies::jar(&ui.req, &ui.state, &caller, &back).await?;
    match ui.state.identity.change_email(&new, &code, jar, ui.client()).await {
        Ok(()) => {
            ui.notify(crate::text!("notice-email-changed", email = new.shown()));
            ui.go(urls::ACCOUNT)
        }
        Err(refused) => {
            provider_cookies::or_step_up(&refused, &back)?;
            let tries_left = ui.tries_left(&refused, new.as_str());
            ui.refused(&refused, |errors| AccountEmailPage { errors, tries_left, ..page })
        }
    }
}

impl AccountEmailPage {
    async fn empty(ui: &Ui, visit: impl OwnVisit, new_email: &str) -> Result<Self, AppError> {
        let page = (crate::text!("account-change-email"), "account-email");
        let (caller, layout, ()) = ui.own(page, visit, nothing).await?;
        Ok(Self {
            layout,
            email: caller.email.to_string(),
            new_email: new_email.to_owned(),
            sent: false,
            is_hosted: !ui.state.identity.keeps_history(),
            errors: FieldErrors::default(),
            tries_left: None,
        })
    }

    fn invalid(self, ui: &Ui, field: &str, problem: &str) -> Answer {
        let errors = FieldErrors::one(field, problem);
        ui.invalid(&Self { errors, ..self })
    }
}

#[cfg(test)]
mod samples {
    use super::{AccountEmailPage, FieldErrors};
    use crate::web::views::{HOSTILE, Layout, Samples};

    impl Samples for AccountEmailPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_signed_in(
                    crate::text!("account-change-email"),
                    "account-email",
                ),
                email: "ada@example.com".to_owned(),
                new_email: String::new(),
                sent: false,
                is_hosted: false,
                errors: FieldErrors::default(),
                tries_left: None,
            };
            let hosted = Self { is_hosted: true, ..empty.clone() };
            let wrong = Self {
                new_email: HOSTILE.to_owned(),
                errors: FieldErrors::one(
                    "new_email",
                    crate::text!("invalid-email-address-malformed"),
                ),
                ..empty.clone()
            };
            let sent = Self {
                new_email: "countess@example.com".to_owned(),
                sent: true,
                tries_left: Some(1),
                errors: FieldErrors::one("otp", crate::text!("provider-invalid-otp")),
                ..empty.clone()
            };
            vec![empty, hosted, wrong, sent]
        }
    }
}
