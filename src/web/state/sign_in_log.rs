use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};

use crate::identity::diagnostics::Recording;

/// The number of attempts kept.
const KEPT: usize = 50;

/// The last sign-ins, newest first.
#[derive(Default)]
pub struct SignInLog(Mutex<VecDeque<Attempt>>);

/// A request that validated a credential.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The time of the answer.
    pub at: DateTime<Utc>,
    /// Method and route; no part of an address that could be a token.
    pub request: String,
    /// The HTTP status of the answer.
    pub status: u16,
    /// The duration of the whole request.
    pub took: Duration,
    /// The credentials presented and the steps taken.
    pub recording: Recording,
}

impl SignInLog {
    /// Returns all kept attempts, newest first.
    pub fn all(&self) -> Vec<Attempt> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    pub(in crate::web) fn add(&self, attempt: Attempt) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(attempt);
        kept.truncate(KEPT);
    }
}
