//! The last sign-ins of this process, in development only: which steps were taken
//! over what was shown, and how each ended. Production records nothing.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use actix_web::{
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web,
};
use chrono::{DateTime, Utc};

use super::state::AppState;
use crate::identity::record::{Recording, recording};

/// How many are kept.
const KEPT: usize = 20;

/// The last sign-ins, newest first.
#[derive(Default)]
pub struct Attempts(Mutex<VecDeque<Attempt>>);

/// A request that a credential was looked at in.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// When it was answered.
    pub at: DateTime<Utc>,
    /// Method and route; no part of an address that could be a token.
    pub request: String,
    /// The answer's status.
    pub status: u16,
    /// The whole of it.
    pub took: Duration,
    /// What happened inside.
    pub recording: Recording,
}

impl Attempts {
    /// Those that are kept, newest first.
    pub fn all(&self) -> Vec<Attempt> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    fn add(&self, attempt: Attempt) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(attempt);
        kept.truncate(KEPT);
    }
}

/// Keeps what was recorded while a request was answered.
pub async fn record<B: MessageBody>(
    req: ServiceRequest,
    next: Next<B>,
) -> actix_web::Result<ServiceResponse<B>> {
    let state = req.app_data::<web::Data<AppState>>().cloned();
    let Some((state, attempts)) = state.as_ref().and_then(|it| Some((it, it.attempts.as_ref()?)))
    else {
        return next.call(req).await;
    };
    let began = Instant::now();
    let (answer, recording) = recording(next.call(req)).await;
    let answer = answer?;
    if !recording.steps.is_empty() {
        let route = answer.request().match_pattern().unwrap_or_default();
        // The step tells which call on the wire it was.
        let route = route.replace("{path:.*}", "…");
        attempts.add(Attempt {
            at: state.clock.now(),
            request: format!("{} {route}", answer.request().method()),
            status: answer.status().as_u16(),
            took: began.elapsed(),
            recording,
        });
    }
    Ok(answer)
}
