//! The return from Google or GitHub to the embedded provider; our own session begins
//! together with the provider's.

use actix_session::Session;
use actix_web::{HttpRequest, HttpResponse, web};
use serde::Deserialize;

use super::passthrough;
use crate::{
    identity::{Provider, client::sign_in::Grant, wire::WireResponse},
    types::SignInMethod,
    web::{
        access::Anyone, error::AppError, request::annotations::log_failure, request::query::Query,
        sign_in, state::AppState, ui, urls,
    },
};

/// The query `?error=…`.
#[derive(Default, Deserialize)]
pub struct CallbackError {
    #[serde(default)]
    error: String,
}

/// `GET /api/auth/callback/{site}`. For a hosted provider, forwards its answer. The
/// caller is a browser, so the sign-in page explains errors.
pub async fn show(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    session: Session,
) -> HttpResponse {
    let request = passthrough::request(&req, passthrough::path(&req), Vec::new());
    let answer = state.identity.call(request).await;
    if let Provider::Hosted(_) = state.identity.as_ref() {
        return passthrough::answer(answer);
    }
    match complete(&req, &state, &session, &answer).await {
        Ok(()) => passthrough::answer(answer),
        Err(error) => {
            log_failure(&error, &req);
            sign_in_page(word(&error))
        }
    }
}

/// Begins our own session if the provider's has begun.
async fn complete(
    req: &HttpRequest,
    state: &AppState,
    session: &Session,
    answer: &WireResponse,
) -> Result<(), AppError> {
    if answer.status >= 500 {
        let cause = anyhow::anyhow!("the provider answered {}", answer.status);
        return Err(AppError::Unavailable(cause));
    }
    if let Some(granted) = granted(state, answer) {
        sign_in::with_grant(state, session, &granted, req, "").await?;
    }
    Ok(())
}

/// Names the error in a word that [`social`](crate::web::messages::social) explains.
fn word(error: &AppError) -> &'static str {
    match error {
        AppError::Suspended => "banned",
        AppError::Unavailable(_) => "provider_unavailable",
        _ => "internal_error",
    }
}

fn sign_in_page(error: &str) -> HttpResponse {
    let query = serde_urlencoded::to_string([("error", error)]);
    ui::redirect(&urls::login_with(&query.unwrap_or_default()))
}

/// `GET /api/auth/error`: where Better Auth sends clients that named no error page.
pub async fn refused(
    _: Anyone,
    req: HttpRequest,
    state: web::Data<AppState>,
    query: Query<CallbackError>,
) -> HttpResponse {
    match state.identity.as_ref() {
        Provider::Embedded(_) => sign_in_page(&query.error),
        Provider::Hosted(_) => {
            let request = passthrough::request(&req, passthrough::path(&req), Vec::new());
            passthrough::answer(state.identity.call(request).await)
        }
    }
}

/// Returns the provider's session, if one has begun.
fn granted(state: &AppState, answer: &WireResponse) -> Option<Grant> {
    let name = state.identity.session_cookie();
    let begins =
        |cookie: &&String| cookie.strip_prefix(name).is_some_and(|rest| rest.starts_with('='));
    answer.set_cookies.iter().find(begins)?;
    let set_cookies = answer.set_cookies.clone();
    Some(Grant {
        token: None,
        set_cookies,
        method: Some(SignInMethod::AnotherService),
        password_dropped: false,
        validated: None,
    })
}
