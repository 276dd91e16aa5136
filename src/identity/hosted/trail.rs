//! The steps of a validation, on record with how each ended.

use crate::{
    http::Outage,
    identity::{
        error::{Step, ValidateError},
        record,
    },
};

/// The steps taken so far.
#[derive(Default)]
pub(super) struct Trail(Vec<Step>);

impl Trail {
    pub(super) fn note(&mut self, step: &'static str, outcome: &'static str) {
        tracing::debug!(identity.step = step, identity.outcome = outcome, "Tried a credential");
        self.0.push(Step { step, outcome });
    }

    /// Notes how a step ended that proves nothing.
    pub(super) fn refuse<T>(&mut self, step: &'static str, outcome: &'static str) -> Option<T> {
        self.note(step, outcome);
        record::failed(step, outcome);
        None
    }

    pub(super) fn outage(&mut self, step: &'static str, outage: &Outage) -> ValidateError {
        self.note(step, "unavailable");
        ValidateError::Unavailable(outage.to_string())
    }
}

impl From<Trail> for ValidateError {
    fn from(trail: Trail) -> Self {
        Self::Invalid { steps: trail.0 }
    }
}
