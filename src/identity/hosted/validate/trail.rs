//! The steps of a validation, recorded with how each ended.

use crate::{
    http::Outage,
    identity::{
        diagnostics,
        error::{Step, ValidateError},
    },
};

/// The steps taken so far.
#[derive(Default)]
pub(in crate::identity::hosted) struct Trail(Vec<Step>);

impl Trail {
    pub(in crate::identity::hosted) fn note(&mut self, step: &'static str, outcome: &'static str) {
        tracing::debug!(identity.step = step, identity.outcome = outcome, "Tried a credential");
        self.0.push(Step { step, outcome });
    }

    /// Records a step that proves nothing.
    pub(in crate::identity::hosted) fn fail<T>(
        &mut self,
        step: &'static str,
        outcome: &'static str,
    ) -> Option<T> {
        self.note(step, outcome);
        diagnostics::failed(step, outcome);
        None
    }

    pub(in crate::identity::hosted) fn outage(
        &mut self,
        step: &'static str,
        outage: &Outage,
    ) -> ValidateError {
        self.note(step, "unavailable");
        ValidateError::Unavailable(outage.to_string())
    }
}

impl From<Trail> for ValidateError {
    fn from(trail: Trail) -> Self {
        Self::Invalid { steps: trail.0 }
    }
}
