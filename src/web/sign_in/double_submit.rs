//! Handles a form that proves a mailbox and is sent twice: its code is used up, but the
//! sender already has what it was for.

use actix_web::{HttpRequest, HttpResponse};
use chrono::TimeDelta;

use crate::{
    tenancy::memberships,
    types::EmailAddress,
    web::{access::caller::caller, error::AppError, sign_in, state::AppState, ui},
};

/// The longest time since the first submission.
const MOMENT: TimeDelta = TimeDelta::minutes(2);

/// Redirects to where the first submission led, if the browser signed in to the account
/// of `email` just now. Proves and grants nothing.
pub async fn led_on(
    req: &HttpRequest,
    state: &AppState,
    email: &EmailAddress,
    return_to: &str,
) -> Result<Option<HttpResponse>, AppError> {
    let Some(caller) = caller(req).await? else { return Ok(None) };
    let (now, began) = (state.clock.now(), caller.session.and_then(|it| it.authenticated_at));
    let is_new = began.is_some_and(|at| at <= now && now - at <= MOMENT);
    let is_theirs = *email == caller.email;
    if !(is_new && is_theirs && caller.email_verified) {
        return Ok(None);
    }
    let user = caller.user;
    let landing = state.db.as_user(user, async |db| memberships::landing(db).await).await?;
    Ok(Some(ui::redirect(&sign_in::way_on(landing, return_to))))
}
