use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::{DateTime, Utc};

use crate::identity::diagnostics::Recording;

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

    pub(in crate::web) fn add(&self, attempt: Attempt) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.push_front(attempt);
        kept.truncate(KEPT);
    }
}
