//! Limits on what is no call to the provider.

use actix_web::HttpRequest;

use super::client_info::client;
use crate::{
    db::Scope,
    limits::{Limit, Rule, Verdict, network},
    web::{error::AppError, state::AppState},
};

/// Counts a look at what a link from a mail would do, for the same reason.
pub async fn link(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    look(req, state, "link-preview").await
}

/// Counts a look at the invitation of a link before there is one, so that links
/// cannot be tried out: three times as many as sign-ins.
pub async fn preview(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    look(req, state, "invitation-preview").await
}

/// Counts a button pressed on an invitation like a look at it, in the transaction
/// that answers it.
pub async fn acceptance(
    req: &HttpRequest,
    state: &AppState,
    db: &impl Scope,
) -> Result<(), AppError> {
    let rule = of_client(req, state, "invitation-preview");
    judge(state.limits.take_within(db, &[rule]).await?)
}

async fn look(req: &HttpRequest, state: &AppState, name: &'static str) -> Result<(), AppError> {
    judge(state.limits.take(&[of_client(req, state, name)]).await?)
}

fn of_client(req: &HttpRequest, state: &AppState, name: &'static str) -> Rule {
    let times = state.config.limits.auth_per_minute.saturating_mul(3);
    Rule::new(name, network(client(req).ip), Limit::per_minute(times))
}

fn judge(verdict: Verdict) -> Result<(), AppError> {
    match verdict {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}
