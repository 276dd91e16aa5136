//! "Stay signed in", at `/auth/session`: pages offer it two minutes before the session ends.

use actix_web::web;
use chrono::TimeDelta;
use serde::Deserialize;

use crate::web::{
    access::{Authenticated, return_to},
    ui::{Answer, Ui},
    urls,
};

/// A session that ends this soon although it was used just now has come to its last day.
const SOON: TimeDelta = TimeDelta::minutes(10);

/// The form's fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SessionForm {
    return_to: String,
}

/// `POST /auth/session`: the guard has extended the session, if it may last longer; otherwise
/// the step-up begins a new one.
pub async fn extend(
    Authenticated(caller): Authenticated,
    ui: Ui,
    form: web::Form<SessionForm>,
) -> Answer {
    let back = return_to::local(&form.return_to).unwrap_or(urls::DASHBOARD);
    let ends = caller.session.map(|session| session.expires_at);
    if ends.is_some_and(|ends| ends - ui.now() < SOON) {
        return ui.go(&urls::step_up_then(back));
    }
    ui.go(back)
}
