//! Tracks which connections of a pool may hold plans for a schema that has changed.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use super::sqlstate::SqlState;

/// The stale plans seen on all connections of a pool.
#[derive(Debug, Default)]
pub(in crate::db) struct Watch {
    stale: Mutex<Stale>,
}

#[derive(Debug, Default)]
struct Stale {
    /// The time at which a stale plan was last seen.
    met: Option<Instant>,
    /// The first time and the number of repetitions, on connections opened since `met`.
    again: Option<(Instant, u32)>,
}

/// Repetitions within this time count together.
const LATELY: Duration = Duration::from_secs(10);

/// More often than an ongoing schema update causes.
const TOO_OFTEN: u32 = 5;

impl Watch {
    /// Whether a connection opened at `opened` may hold plans for a previous schema.
    pub(in crate::db) fn is_stale(&self, opened: Instant) -> bool {
        self.stale().met.is_some_and(|since| opened <= since)
    }

    /// Whether new connections see stale plans as well, as happens with a pooler that
    /// keeps prepared statements of its own.
    pub(in crate::db) fn keeps_meeting_stale_plans(&self) -> bool {
        let again = self.stale().again;
        again.is_some_and(|(since, times)| since.elapsed() < LATELY && times >= TOO_OFTEN)
    }

    fn stale(&self) -> MutexGuard<'_, Stale> {
        self.stale.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Records an error's code on a connection opened at `opened`.
    pub(in crate::db) fn heard(&self, state: SqlState, opened: Instant) {
        // A server that takes no writes any more was replaced by another one, perhaps.
        if state.is_read_only() {
            self.stale().met = Some(Instant::now());
        } else if state.is_stale_plan() {
            let mut stale = self.stale();
            let now = Instant::now();
            if stale.met.is_some_and(|since| opened > since) {
                let lately = stale.again.filter(|(since, _)| since.elapsed() < LATELY);
                let (since, times) = lately.unwrap_or((now, 0));
                stale.again = Some((since, times + 1));
            }
            stale.met = Some(now);
        }
    }
}
