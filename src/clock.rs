//! A clock that a test can hold still.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};

/// The source of the current time.
///
/// Every time-dependent rule takes its `now` from here, so a test can move a week ahead
/// without waiting for it.
#[derive(Clone, Debug, Default)]
pub struct Clock {
    held: Option<Arc<Mutex<DateTime<Utc>>>>,
}

impl Clock {
    /// Returns a clock that stands at `at` until [`Clock::advance`] moves it.
    pub fn held_at(at: DateTime<Utc>) -> Self {
        Self { held: Some(Arc::new(Mutex::new(at))) }
    }

    /// Returns the current time, truncated to the microsecond precision of Postgres.
    pub fn now(&self) -> DateTime<Utc> {
        let now = match &self.held {
            Some(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
            None => wall_clock(),
        };
        DateTime::from_timestamp_micros(now.timestamp_micros()).unwrap_or(now)
    }

    /// Moves a held clock by `by`; a running clock is left alone.
    pub fn advance(&self, by: TimeDelta) {
        if let Some(at) = &self.held {
            *at.lock().unwrap_or_else(PoisonError::into_inner) += by;
        }
    }
}

/// Returns a time from outside if it is in a year with four digits: RFC 3339 knows no other,
/// and the database can't hold every one that chrono can.
pub fn plausible(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (1..=9999).contains(&at.year()).then_some(at)
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the wall clock")]
fn wall_clock() -> DateTime<Utc> {
    Utc::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_held_clock_moves_only_when_told() {
        let clock = Clock::held_at(DateTime::from_timestamp(1_000, 0).unwrap());
        assert_eq!(clock.now(), clock.now());
        clock.advance(TimeDelta::seconds(5));
        assert_eq!(clock.now().timestamp(), 1_005);
    }
}
