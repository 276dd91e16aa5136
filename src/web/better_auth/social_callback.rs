//! The return from Google or GitHub to the embedded provider; our own session begins
//! together with the provider's.

use actix_session::Session;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{Method, header::LOCATION},
    web,
};
use serde::Deserialize;

use super::passthrough;
use crate::{
    identity::{Provider, client::social::SocialReturn},
    web::{
        access::Anyone,
        error::AppError,
        request::{annotations::log_failure, client_info::client, cookies, query::Query},
        session_cookie, sign_in,
        state::AppState,
        ui, urls,
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
    // A HEAD request must use nothing up; the provider knows none.
    let is_get = *req.method() == Method::GET;
    if matches!(state.identity.as_ref(), Provider::Hosted(_)) || !is_get {
        let request = passthrough::request(&req, passthrough::path(&req), Vec::new());
        return passthrough::answer(state.identity.call(request).await);
    }
    match complete(&req, &state, &session).await {
        Ok(answer) => answer,
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
) -> Result<HttpResponse, AppError> {
    let (path, query) = (passthrough::path(req), req.uri().query().unwrap_or_default());
    let service = path.strip_prefix("/callback/").unwrap_or_default();
    let (identity, cookies) = (&state.identity, cookies(req));
    let back = identity.return_from_service(service, query, cookies, client(req)).await;
    let SocialReturn { to, granted, .. } = back.map_err(|refused| {
        if refused.is_outage() {
            AppError::Unavailable(anyhow::anyhow!("the provider answered {}", refused.status))
        } else {
            AppError::BadRequest(crate::text!("app-return-unread"))
        }
    })?;
    let mut answer = HttpResponse::Found();
    answer.insert_header((LOCATION, to));
    if let Some(granted) = granted {
        sign_in::with_grant(state, session, &granted, req, "").await?;
        session_cookie::forward(&mut answer, &granted.set_cookies);
    }
    Ok(answer.finish())
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
