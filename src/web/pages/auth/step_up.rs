//! The step-up before a sensitive action, at `/auth/confirm`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use super::social::{self, SocialButton};
use crate::{
    audit::security::SecurityEvent,
    identity::{
        client::{
            codes::CodeProof,
            sign_in::{Grant, ProviderError, SignIn, SignInOutcome, elsewhere},
        },
        types::{InvalidOtpCode, OtpCode, Password},
        wire::ProviderErrorCode,
    },
    sessions::Caller,
    types::{ClientInfo, EmailAddress, SignInMethod},
    web::{
        access::{Authenticated, OwnVisit, Reading, SignedIn, nothing, return_to},
        error::{AppError, provider},
        request::{cookies, query::Query},
        sign_in::{
            account_events,
            renewal::{self, Replaced},
        },
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Layout, Page},
    },
};

/// The page that asks for the password or a mailed code.
#[derive(Clone, Debug, Serialize)]
pub struct StepUpPage {
    /// The shared layout.
    pub layout: Layout,
    /// The account's address.
    pub email: String,
    /// The page to go to afterwards.
    pub return_to: String,
    /// Whether a code was mailed and is asked for instead of the password.
    pub by_code: bool,
    /// Social providers that can confirm the user as well.
    pub providers: Vec<SocialButton>,
    /// The form's errors.
    pub errors: FieldErrors,
}

impl Page for StepUpPage {
    const TEMPLATE: &'static str = "pages/step_up.html";
}

/// The query `?return_to=/…&by=code`.
#[derive(Debug, Default, Deserialize)]
pub struct StepUpQuery {
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    by: String,
}

/// The fields of both forms.
#[derive(Deserialize)]
pub struct StepUpForm {
    #[serde(default)]
    return_to: String,
    password: Option<String>,
    otp: Option<String>,
}

/// `GET /auth/confirm`
pub async fn show(visitor: Reading<SignedIn>, ui: Ui, query: Query<StepUpQuery>) -> Answer {
    let by_code = query.by == "code";
    let page = StepUpPage::empty(&ui, visitor, &query.return_to).await?;
    ui.page(&StepUpPage { by_code, ..page })
}

/// `POST /auth/confirm/code`: mails a code.
pub async fn send(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<StepUpForm>,
) -> Answer {
    let page = StepUpPage::empty(&ui, ui.known(&caller), &form.return_to).await?;
    match ui.state.identity.send_sign_in_code(&caller.email, ui.client()).await {
        Ok(()) => ui.go(&urls::step_up_by_code_then(&page.return_to)),
        Err(refused) => ui.refused(&refused, |errors| StepUpPage { errors, by_code: true, ..page }),
    }
}

/// `POST /auth/confirm`: checks the password or the code, then returns to the action.
pub async fn create(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<StepUpForm>,
) -> Answer {
    let form = form.into_inner();
    let page = StepUpPage::empty(&ui, ui.known(&caller), &form.return_to).await?;
    let page = StepUpPage { by_code: form.otp.is_some(), ..page };
    let proof = match form.parse() {
        Ok(proof) => proof,
        Err(problem) => return page.invalid(&ui, problem),
    };
    match proof.show(&ui, caller.email.clone(), &ui.client()).await {
        Ok(SignInOutcome::SignedIn(granted)) => go_on(&ui, &caller, &granted, page).await,
        Ok(SignInOutcome::EmailNotVerified) => {
            let errors = provider::field_errors(&ProviderErrorCode::EmailNotVerified);
            ui.invalid(&StepUpPage { errors, ..page })
        }
        Err(refused) => {
            if account_events::is_wrong(&refused.code) {
                let method = if page.by_code { SignInMethod::Code } else { SignInMethod::Password };
                let (event, client) = (SecurityEvent::StepUpFailed, ui.client());
                account_events::record(&ui.state, caller.user, event, method.as_str(), &client)
                    .await?;
            }
            page.answer(&ui, &refused)
        }
    }
}

/// The user's proof of identity.
enum StepUpProof {
    Password(Password),
    Code(OtpCode),
}

impl StepUpForm {
    fn parse(self) -> Result<StepUpProof, String> {
        match self.otp {
            None => Ok(StepUpProof::Password(Password::typed(self.password.unwrap_or_default()))),
            Some(otp) => otp
                .parse()
                .map(StepUpProof::Code)
                .map_err(|problem: InvalidOtpCode| problem.to_string()),
        }
    }
}

impl StepUpProof {
    async fn show(
        self,
        ui: &Ui,
        email: EmailAddress,
        client: &ClientInfo,
    ) -> Result<SignInOutcome, ProviderError> {
        let identity = &ui.state.identity;
        match self {
            Self::Password(password) => {
                identity.sign_in(&SignIn { email, password }, client, elsewhere).await
            }
            Self::Code(code) => identity.sign_in_by_code(&CodeProof { email, code }, client).await,
        }
    }
}

/// Replaces both sessions with new ones; the provider's previous one ends.
async fn go_on(ui: &Ui, caller: &Caller, granted: &Grant, page: StepUpPage) -> Answer {
    let client = ui.client();
    let renewed =
        renewal::renew(&ui.state, &ui.session, caller, granted, Replaced::This, &client).await?;
    if renewed.is_none() {
        return page.invalid(ui, crate::text!("refusal-someone-else"));
    }
    let _cleared = ui.state.identity.sign_out(cookies(&ui.req), client).await;
    ui.go_with_cookies(&page.return_to, &granted.set_cookies)
}

impl StepUpPage {
    async fn empty(ui: &Ui, visit: impl OwnVisit, return_to: &str) -> Result<Self, AppError> {
        let (caller, layout, ()) =
            ui.own((crate::text!("auth-confirm-you"), "confirm"), visit, nothing).await?;
        Ok(Self {
            layout,
            email: caller.email.to_string(),
            return_to: return_to::local(return_to).unwrap_or(urls::ACCOUNT).to_owned(),
            by_code: false,
            providers: social::buttons(ui),
            errors: FieldErrors::default(),
        })
    }

    fn invalid(self, ui: &Ui, problem: impl Into<String>) -> Answer {
        let field = if self.by_code { "otp" } else { "password" };
        let errors = FieldErrors::one(field, problem);
        ui.invalid(&Self { errors, ..self })
    }

    fn answer(self, ui: &Ui, refused: &ProviderError) -> Answer {
        if refused.code == ProviderErrorCode::InvalidEmailOrPassword {
            return self.invalid(ui, crate::text!("refusal-not-your-password"));
        }
        ui.refused(refused, |errors| Self { errors, ..self })
    }
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, StepUpPage, urls};
    use crate::config::SocialProvider;
    use crate::web::views::{Layout, Samples};

    impl Samples for StepUpPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_signed_in(crate::text!("auth-confirm-you"), "confirm"),
                email: "ada@example.com".to_owned(),
                return_to: urls::EMAIL.to_owned(),
                by_code: false,
                providers: vec![SocialProvider::Google.into()],
                errors: FieldErrors::default(),
            };
            let wrong = Self {
                errors: FieldErrors::one("password", crate::text!("refusal-not-your-password")),
                providers: vec![],
                ..empty.clone()
            };
            let code = Self {
                by_code: true,
                errors: FieldErrors::one("otp", crate::text!("provider-invalid-otp")),
                ..empty.clone()
            };
            vec![empty, wrong, code]
        }
    }
}
