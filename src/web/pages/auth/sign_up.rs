//! The handler of `/auth/login`'s sign-up form.

use actix_web::web;
use serde::Deserialize;

use super::login::{LoginMode, LoginPage};
use crate::{
    identity::{
        client::sign_in::{SignUp, SignUpOutcome},
        types::Password,
    },
    types::{EmailAddress, PersonName},
    web::{
        access::Anyone,
        session_cookie, sign_in,
        ui::{Answer, Ui},
        urls,
        views::FieldErrors,
    },
};

/// The sign-up form's fields.
#[derive(Deserialize)]
pub struct SignUpForm {
    #[serde(default)]
    name: String,
    email: String,
    password: String,
    #[serde(default)]
    return_to: String,
}

/// `GET /auth/sign-up`: leads to the form.
pub async fn show(_: Anyone, ui: Ui) -> Answer {
    ui.go(urls::SIGN_UP)
}

/// `POST /auth/sign-up`
pub async fn create(_: Anyone, ui: Ui, form: web::Form<SignUpForm>) -> Answer {
    let form = form.into_inner();
    let page = LoginPage {
        name: form.name.clone(),
        email: form.email.clone(),
        ..LoginPage::empty(&ui, LoginMode::SignUp, &form.return_to).await?
    };
    let mut errors = FieldErrors::default();
    let name = errors.take("name", PersonName::optional(&form.name));
    let email = errors.take("email", form.email.parse::<EmailAddress>());
    let password = errors.take("password", Password::chosen(form.password));
    let (Some(name), Some(email), Some(password)) = (name, email, password) else {
        return page.invalid(&ui, errors);
    };
    let command = SignUp { name, email, password };
    match ui.state.identity.sign_up(&command, &ui.client()).await {
        Ok(SignUpOutcome::SignedIn(granted)) => {
            let to =
                sign_in::with_grant(&ui.state, &ui.session, &granted, &ui.req, &form.return_to)
                    .await?;
            ui.go_with_cookies(&to, &granted.set_cookies)
        }
        Ok(SignUpOutcome::CodeMailed) => {
            session_cookie::forget_wrong_codes(&ui.session);
            ui.go(&urls::verify_email_then(&command.email, &form.return_to))
        }
        Err(refused) => page.answer(&ui, &refused),
    }
}
