//! Sign-in and sign-up, at `/auth/login`.

use actix_web::web;
use serde::{Deserialize, Serialize};

use super::social::{self, SocialButton};
use crate::{
    identity::{
        client::sign_in::{ProviderError, SignIn, SignInOutcome},
        types::Password,
        wire::ProviderErrorCode,
    },
    tenancy::invitations,
    types::EmailAddress,
    web::{
        access::{Anyone, MaybeSignedIn, return_to},
        error::{AppError, provider},
        messages,
        request::{preview_limit, query::Query},
        session_cookie,
        sign_in::{self, account_events, last_method},
        ui::{Answer, Ui},
        urls,
        views::{FieldErrors, Flash, FlashKind, Layout, Page},
    },
};

/// The page for signing in or creating an account.
#[derive(Clone, Debug, Serialize)]
pub struct LoginPage {
    /// The shared layout.
    pub layout: Layout,
    /// The form that is shown.
    pub mode: LoginMode,
    /// The name as typed, for signing up.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// The page to go to afterwards; may be empty.
    pub return_to: String,
    /// The form's errors.
    pub errors: FieldErrors,
    /// Whether the password was refused, so that the page offers another way.
    pub wrong_password: bool,
    /// The invitation that the visitor is following.
    pub invitation: Option<FollowedInvitation>,
    /// Other ways to sign in, in the order shown.
    pub providers: Vec<SocialButton>,
    /// The method that this browser used last: `"password"`, `"mail"` or a provider's id; empty
    /// if it's unknown or there is no other.
    pub last_method: &'static str,
    /// Whether an emailed link can sign in as well.
    pub magic_link: bool,
    /// The number of wrong codes that a code outlives, if known.
    pub wrong_tries: Option<u32>,
}

/// The two forms of the login page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LoginMode {
    /// Email address and password of an existing account.
    #[default]
    SignIn,
    /// A new account.
    SignUp,
}

/// The invitation that brought the visitor here.
#[derive(Clone, Debug, Serialize)]
pub struct FollowedInvitation {
    /// The name of the inviting organization.
    pub tenant_name: String,
}

impl Page for LoginPage {
    const TEMPLATE: &'static str = "pages/login.html";
}

/// The query `?mode=sign-up&return_to=/…`.
#[derive(Debug, Default, Deserialize)]
pub struct LoginQuery {
    #[serde(default)]
    mode: String,
    #[serde(default)]
    return_to: String,
    #[serde(default)]
    email: String,
    /// The reason why a social sign-in failed.
    #[serde(default)]
    error: String,
}

/// The sign-in form's fields.
#[derive(Deserialize)]
pub struct SignInForm {
    email: String,
    password: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/login`
pub async fn show(visitor: MaybeSignedIn, ui: Ui, query: Query<LoginQuery>) -> Answer {
    let query = query.into_inner();
    let refused = messages::social(&query.error);
    if visitor.0.is_some() {
        if let Some(text) = refused {
            let notice = Flash { kind: FlashKind::Error, text: text.into() };
            session_cookie::notify(&ui.session, notice);
        }
        return ui.go(return_to::local(&query.return_to).unwrap_or(urls::DASHBOARD));
    }
    let mode = if query.mode == "sign-up" { LoginMode::SignUp } else { LoginMode::SignIn };
    let page = LoginPage {
        email: query.email,
        errors: refused.map(FieldErrors::whole).unwrap_or_default(),
        ..LoginPage::empty(&ui, mode, &query.return_to).await?
    };
    // The address of an invitation is a secret.
    if page.invitation.is_some() { ui.page(&page) } else { ui.lasting_page(&page) }
}

/// `POST /auth/login`
pub async fn create(_: Anyone, ui: Ui, form: web::Form<SignInForm>) -> Answer {
    let form = form.into_inner();
    let page = LoginPage {
        email: form.email.clone(),
        ..LoginPage::empty(&ui, LoginMode::SignIn, &form.return_to).await?
    };
    let missing = missing(&form);
    if !missing.is_empty() {
        return page.invalid(&ui, missing);
    }
    let Ok(email) = form.email.parse::<EmailAddress>() else {
        return page.invalid(&ui, wrong_credentials());
    };
    let command = SignIn { email, password: Password::typed(form.password) };
    let client = ui.client();
    match sign_in::by_password::sign_in(&ui.state, &ui.session, &command, &client).await {
        Ok(SignInOutcome::SignedIn(granted)) => {
            let to =
                sign_in::with_grant(&ui.state, &ui.session, &granted, &ui.req, &form.return_to)
                    .await?;
            ui.go_with_cookies(&to, &granted.set_cookies)
        }
        Ok(SignInOutcome::EmailNotVerified) => {
            ui.go(&urls::verify_email_then(&command.email, &page.return_to))
        }
        Err(refused) => {
            account_events::refused(&ui.state, command.email.as_str(), &client, &refused.code);
            page.answer(&ui, &refused)
        }
    }
}

/// Returns what wasn't filled in.
fn missing(form: &SignInForm) -> FieldErrors {
    let mut errors = FieldErrors::default();
    if form.email.trim().is_empty() {
        errors.push("email", crate::text!("sign-in-email-missing"));
    }
    if form.password.is_empty() {
        errors.push("password", crate::text!("sign-in-password-missing"));
    }
    errors
}

fn wrong_credentials() -> FieldErrors {
    provider::field_errors(&ProviderErrorCode::InvalidEmailOrPassword)
}

impl LoginPage {
    pub(in crate::web::pages) async fn empty(
        ui: &Ui,
        mode: LoginMode,
        return_to: &str,
    ) -> Result<Self, AppError> {
        let is_new = mode == LoginMode::SignUp;
        let title = if is_new { crate::text!("landing-create") } else { crate::text!("sign-in") };
        let return_to = return_to::local(return_to).unwrap_or_default();
        let providers = social::buttons(ui);
        let magic_link = ui.state.config.identity.mails_magic_links();
        let has_choice = magic_link || !providers.is_empty();
        Ok(Self {
            layout: ui.public((title, "login")),
            mode,
            name: String::new(),
            email: String::new(),
            return_to: return_to.to_owned(),
            errors: FieldErrors::default(),
            wrong_password: false,
            invitation: followed(ui, return_to).await?,
            last_method: if has_choice { last_method::of(&ui.req, &ui.state) } else { "" },
            providers,
            magic_link,
            wrong_tries: ui.state.identity.wrong_tries(),
        })
    }

    /// Answers a refusal by the provider.
    pub(in crate::web::pages) fn answer(self, ui: &Ui, refused: &ProviderError) -> Answer {
        if refused.code == ProviderErrorCode::InvalidEmailOrPassword {
            let page = Self { wrong_password: true, ..self };
            return page.invalid(ui, wrong_credentials());
        }
        ui.refused(refused, |errors| Self { errors, ..self })
    }

    pub(in crate::web::pages) fn invalid(self, ui: &Ui, errors: FieldErrors) -> Answer {
        ui.invalid(&Self { errors, ..self })
    }
}

/// Returns the invitation that the visitor is following; not once the preview limit is reached.
async fn followed(ui: &Ui, return_to: &str) -> Result<Option<FollowedInvitation>, AppError> {
    let Some(token) = return_to.strip_prefix(urls::INVITATIONS) else { return Ok(None) };
    match preview_limit::preview(&ui.req, &ui.state).await {
        Err(AppError::TooMany(_)) => return Ok(None),
        counted => counted?,
    }
    let offer = ui
        .state
        .db
        .as_system("name the invitation on the sign-in page", async |db| {
            invitations::offer(db, token).await
        })
        .await?;
    Ok(offer.map(|offer| FollowedInvitation { tenant_name: offer.tenant_name }))
}

#[cfg(test)]
mod samples {
    use super::{FieldErrors, FollowedInvitation, LoginMode, LoginPage, urls};
    use crate::config::SocialProvider;
    use crate::web::views::{HOSTILE, LONG_NAME, Layout, Samples};

    impl Samples for LoginPage {
        fn samples() -> Vec<Self> {
            let empty = Self {
                layout: Layout::sample_visitor(crate::text!("sign-in"), "login"),
                mode: LoginMode::SignIn,
                name: String::new(),
                email: String::new(),
                return_to: String::new(),
                errors: FieldErrors::default(),
                wrong_password: false,
                invitation: None,
                providers: vec![],
                last_method: "",
                magic_link: false,
                wrong_tries: Some(3),
            };
            let refused = Self {
                email: "ada@example.com".to_owned(),
                return_to: urls::todos("acme"),
                errors: FieldErrors::whole(crate::text!("provider-invalid-email-or-password")),
                wrong_password: true,
                providers: vec![SocialProvider::Google.into(), SocialProvider::GitHub.into()],
                last_method: "password",
                magic_link: true,
                ..empty.clone()
            };
            let back = Self {
                last_method: SocialProvider::GitHub.id(),
                errors: FieldErrors::default(),
                ..refused.clone()
            };
            let sign_up = Self { mode: LoginMode::SignUp, ..empty.clone() };
            let invited = Self {
                name: HOSTILE.to_owned(),
                email: HOSTILE.to_owned(),
                errors: FieldErrors::one("email", crate::text!("invalid-email-address-malformed"))
                    .and("password", crate::text!("provider-password-too-short")),
                invitation: Some(FollowedInvitation { tenant_name: LONG_NAME.to_owned() }),
                return_to: urls::invitation("4f1d"),
                ..sign_up.clone()
            };
            vec![empty, refused, back, sign_up, invited]
        }
    }
}
