//! Records in an organization's history what its members were refused.
//!
//! A refused request rolls back, so this takes a transaction of its own, once the request
//! has given its connection back. A refusal that repeats is recorded now and then.

use actix_web::{
    HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use chrono::TimeDelta;

use crate::{
    audit::{self, Action},
    db::DbError,
    limits::{Limit, Rule, Verdict},
    web::{
        error::AppError,
        request::{annotations::ActingMember, client_info, is_read},
        state::AppState,
    },
};

/// The time in which the same refusal of the same member is recorded once.
const SAME: TimeDelta = TimeDelta::minutes(10);

/// The refusals of one member that are recorded in an hour.
const HOURLY: u32 = 20;

/// Records the refusal that the handler answered, if it is of a kind that matters.
pub async fn record<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let answer = next.call(req).await?;
    if let Some(action) = refusal(&answer)
        // Boxed: it's rare, and every request would carry it.
        && let Err(error) = Box::pin(write(answer.request(), action)).await
    {
        tracing::warn!(error.cause = %error, "A refusal could not be recorded");
    }
    Ok(answer)
}

fn refusal<B>(answer: &ServiceResponse<B>) -> Option<Action> {
    match answer.response().error()?.as_error::<AppError>()? {
        AppError::Forbidden => Some(Action::RefusedPermission),
        AppError::LastOwner => Some(Action::RefusedLastOwner),
        AppError::ReauthenticationRequired(_) if !is_read(answer.request().method()) => {
            Some(Action::RefusedRecentSignIn)
        }
        _ => None,
    }
}

async fn write(req: &HttpRequest, action: Action) -> Result<(), DbError> {
    let member = req.extensions().get::<ActingMember>().copied();
    let state = req.app_data::<web::Data<AppState>>();
    let (Some(ActingMember { tenant, user, role }), Some(state)) = (member, state) else {
        return Ok(());
    };
    let (attempt, origin) = (attempt(req), client_info::origin(req));
    let same = format!("{tenant}:{user}:{}:{attempt}", action.as_str());
    let rules = [
        Rule::new("refusal", same, Limit::once_in(SAME)),
        Rule::new("refusals-hour", format!("{tenant}:{user}"), Limit::per_hour(HOURLY)),
    ];
    let now = state.clock.now();
    state
        .db
        .as_member(tenant, user, async |db| {
            if let Verdict::Spent(_) = state.limits.take_within(db, &rules).await? {
                return Ok(());
            }
            audit::record_refusal(db, action, &attempt, role, &origin, now);
            Ok(())
        })
        .await
}

/// Returns the method and the route below the organization, such as `PATCH /members/{id}`.
fn attempt(req: &HttpRequest) -> String {
    let pattern = req.match_pattern().unwrap_or_default();
    let below = pattern.split_once("{slug}").map_or("", |(_, below)| below);
    format!("{} {below}", req.method()).trim_end().to_owned()
}
