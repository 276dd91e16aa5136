//! Rate limits on requests that call no provider.

use actix_web::HttpRequest;

use super::client_info::client;
use crate::{
    db::Scope,
    limits::{Limit, Rule, Verdict, network},
    web::{error::AppError, state::AppState},
};

/// Counts a preview of an emailed link, so that links can't be guessed.
pub async fn link(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    look(req, state, "link-preview").await
}

/// Counts an invitation's preview before the lookup, so that links can't be guessed:
/// allows three times as many as sign-ins.
pub async fn preview(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    look(req, state, "invitation-preview").await
}

/// Counts an answer to a link or an offer like a preview, in the transaction that answers it.
pub async fn acceptance(
    req: &HttpRequest,
    state: &AppState,
    db: &impl Scope,
) -> Result<(), AppError> {
    let rule = of_client(req, state, "invitation-preview");
    check(state.limits.take_within(db, &[rule]).await?)
}

async fn look(req: &HttpRequest, state: &AppState, name: &'static str) -> Result<(), AppError> {
    check(state.limits.take(&[of_client(req, state, name)]).await?)
}

fn of_client(req: &HttpRequest, state: &AppState, name: &'static str) -> Rule {
    let times = state.config.limits.auth_per_minute.saturating_mul(3);
    Rule::new(name, network(client(req).ip), Limit::per_minute(times))
}

fn check(verdict: Verdict) -> Result<(), AppError> {
    match verdict {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}
