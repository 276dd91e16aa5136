//! Limits on what is no call to the provider.

use actix_web::HttpRequest;

use super::{client::client, error::AppError, state::AppState};
use crate::limits::{Limit, Rule, Verdict, network};

/// Counts a look at what a link from a mail would do, for the same reason.
pub async fn link(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    look(req, state, "link-preview").await
}

/// Counts a look at the invitation of a link before there is one, so that links
/// cannot be tried out: three times as many as sign-ins.
pub async fn preview(req: &HttpRequest, state: &AppState) -> Result<(), AppError> {
    look(req, state, "invitation-preview").await
}

async fn look(req: &HttpRequest, state: &AppState, name: &'static str) -> Result<(), AppError> {
    let times = state.config.limits.auth_per_minute.saturating_mul(3);
    let client = network(client(req).ip);
    let rule = Rule::new(name, client, Limit::per_minute(times));
    match state.limits.take(&[rule]).await? {
        Verdict::Taken => Ok(()),
        Verdict::Spent(seconds) => Err(AppError::TooMany(seconds)),
    }
}
