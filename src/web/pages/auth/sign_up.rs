//! The handler of `/auth/login`'s sign-up form.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use serde::Deserialize;

use super::login::{LoginMode, LoginPage};
use crate::{
    identity::types::Password,
    types::{EmailAddress, PersonName},
    web::{
        access::Anyone, error::AppError, request::client_info::client, sign_in, state::AppState,
        ui::respond, urls, views::FieldErrors,
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

/// `POST /auth/sign-up`
pub async fn create(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
    form: web::Form<SignUpForm>,
) -> Result<HttpResponse, AppError> {
    let form = form.into_inner();
    let page = LoginPage {
        name: form.name.clone(),
        email: form.email.clone(),
        ..LoginPage::empty(&req, &state, LoginMode::SignUp, &form.return_to).await?
    };
    let mut errors = FieldErrors::default();
    let name = errors.take("name", form.name.parse::<PersonName>());
    let email = errors.take("email", form.email.parse::<EmailAddress>());
    let password = errors.take("password", Password::chosen(form.password));
    let (Some(name), Some(email), Some(password)) = (name, email, password) else {
        return page.refuse(&state, StatusCode::UNPROCESSABLE_ENTITY, errors);
    };
    match state.identity.sign_up(&name, &email, &password, client(&req)).await {
        Ok(granted) if granted.token.is_some() => {
            let to = sign_in::with_grant(&state, &session, &granted, &req, &form.return_to).await?;
            Ok(respond::redirect_with_cookies(&to, &granted.set_cookies))
        }
        Ok(_) => Ok(respond::redirect(&urls::verify_email_then(&email, &form.return_to))),
        Err(refused) => page.answer(&state, &email, &refused),
    }
}
