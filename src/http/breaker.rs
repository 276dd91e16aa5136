//! A circuit breaker: spares a server that doesn't answer, and the people who would wait
//! for it.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

/// Failures in a row after which calls are refused at once.
const LIMIT: u32 = 5;

/// Calls are refused for this long before one is let through as a trial.
const PAUSE: Duration = Duration::from_secs(5);

/// Counts failures in a row.
///
/// The time is monotonic and passed in, since the wall clock may be set back and tests
/// shouldn't have to wait.
#[derive(Debug, Default)]
pub struct Breaker {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    tried_at: Option<Instant>,
}

impl Breaker {
    /// Whether a call may be made now; after each pause, one is let through.
    ///
    /// If that trial never reports back, it only costs another pause.
    pub fn admits(&self, now: Instant) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failures < LIMIT {
            return true;
        }
        let rested = state.tried_at.is_none_or(|at| now.duration_since(at) >= PAUSE);
        if rested {
            state.tried_at = Some(now);
        }
        rested
    }

    /// Records how a call ended.
    pub fn record(&self, answered: bool, now: Instant) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if answered {
            *state = State::default();
        } else {
            state.failures = state.failures.saturating_add(1);
            state.tried_at = Some(now);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(now: Instant) -> Breaker {
        let breaker = Breaker::default();
        for _ in 0..LIMIT {
            assert!(breaker.admits(now));
            breaker.record(false, now);
        }
        breaker
    }

    #[test]
    fn it_opens_after_five_failures_in_a_row() {
        let now = Instant::now();
        assert!(!broken(now).admits(now + PAUSE / 2));
        let breaker = Breaker::default();
        for answered in [false, false, false, false, true, false, false] {
            breaker.record(answered, now);
        }
        assert!(breaker.admits(now));
    }

    #[test]
    fn one_call_tries_after_the_pause() {
        let (start, later) = (Instant::now(), Instant::now() + PAUSE);
        let breaker = broken(start);
        assert!(breaker.admits(later));
        assert!(!breaker.admits(later), "only one");
        breaker.record(true, later);
        assert!(breaker.admits(later) && breaker.admits(later));
    }
}
