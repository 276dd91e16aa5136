//! The last sign-ins of this process, in development only: the validation steps for each
//! credential and their results. Production records nothing.

use std::time::Instant;

use crate::{
    identity::diagnostics::recording,
    web::state::{AppState, Attempt},
};
use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};

/// Stores what was recorded while a request was answered.
pub async fn record<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let state = req.app_data::<web::Data<AppState>>().cloned();
    let Some((state, log)) = state.as_ref().and_then(|it| Some((it, it.sign_in_log.as_ref()?)))
    else {
        return next.call(req).await;
    };
    let began = Instant::now();
    let (answer, recording) = recording(next.call(req)).await;
    let answer = answer?;
    if !recording.steps.is_empty() {
        let route = answer.request().match_pattern().unwrap_or_default();
        // The recorded step already names the Better Auth call.
        let route = route.replace("{path:.*}", "…");
        log.add(Attempt {
            at: state.clock.now(),
            request: format!("{} {route}", answer.request().method()),
            status: answer.status().as_u16(),
            took: began.elapsed(),
            recording,
        });
    }
    Ok(answer)
}
