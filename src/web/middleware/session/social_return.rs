//! The return from a social sign-in: every page accepts `neon_auth_session_verifier`,
//! since providers return to any page.

use actix_session::SessionExt as _;
use actix_web::{HttpRequest, HttpResponse, http::Method, web};
use url::form_urlencoded;

use crate::{
    identity::{Provider, client::sign_in::ProviderError, hosted::VERIFIER_PARAMETER},
    web::{
        error::{AppError, provider},
        request::{client_info::client, cookies},
        session_cookie, sign_in,
        state::AppState,
        ui, urls,
    },
};

/// Exchanges a verifier that came with its challenge cookie, and returns the redirect to the
/// address without it. Without the cookie no one is signed in and the page is served as
/// usual; during an outage of the provider the address can be requested again.
pub(super) async fn exchange(req: &HttpRequest) -> Result<Option<HttpResponse>, AppError> {
    match split(req) {
        // Boxed: it's rare, and every request would carry it.
        Some((verifier, rest)) => Box::pin(attempt(req, &verifier, &rest)).await,
        None => Ok(None),
    }
}

async fn attempt(
    req: &HttpRequest,
    verifier: &str,
    rest: &str,
) -> Result<Option<HttpResponse>, AppError> {
    let Some(state) = req.app_data::<web::Data<AppState>>() else { return Ok(None) };
    let Provider::Hosted(hosted) = state.identity.as_ref() else { return Ok(None) };
    let granted = match hosted.exchange(verifier, &cookies(req), client(req)).await {
        Ok(Some(granted)) => granted,
        Ok(None) => return Ok(None),
        Err(refused) => return after_refusal(req, rest, &refused),
    };
    let session = req.get_session();
    // The bridge page has nothing left to do.
    let beyond = leads_to(rest).filter(|_| req.path() == urls::CALLBACK);
    let here = beyond.unwrap_or_else(|| address(req.path(), rest));
    let to = sign_in::with_grant(state, &session, &granted, req, &here).await?;
    let mut answer = HttpResponse::SeeOther();
    answer.insert_header(("location", to));
    session_cookie::forward(&mut answer, &granted.set_cookies);
    Ok(Some(answer.finish()))
}

/// Tells a user who came back too late, or twice, on the sign-in page. A program gets the
/// provider's own answer.
fn after_refusal(
    req: &HttpRequest,
    rest: &str,
    refused: &ProviderError,
) -> Result<Option<HttpResponse>, AppError> {
    if refused.is_outage() || refused.status == 429 {
        return Err(provider::for_program(refused));
    }
    if req.path().starts_with(urls::API) {
        return Ok(None);
    }
    let to = if req.path().starts_with(urls::AUTH) {
        address(urls::LOGIN, rest)
    } else {
        urls::login_then(&address(req.path(), rest))
    };
    let joint = if to.contains('?') { '&' } else { '?' };
    Ok(Some(ui::redirect(&format!("{to}{joint}error=state_mismatch"))))
}

fn address(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// Returns the page that the bridge leads on to.
fn leads_to(query: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "return_to").map(|(_, path)| path.into_owned())
}

/// Returns the verifier and the query without it.
fn split(req: &HttpRequest) -> Option<(String, String)> {
    let query = req.uri().query().filter(|_| *req.method() == Method::GET)?;
    let (found, rest): (Vec<_>, Vec<_>) = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .partition(|(name, _)| name == VERIFIER_PARAMETER);
    let verifier = found.into_iter().next()?.1;
    Some((verifier, form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish()))
}
