use chrono::TimeDelta;

use crate::secret;

/// So many times in so much time: all at once, then one by one as time passes
/// (the generic cell rate algorithm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    times: u32,
    window: TimeDelta,
}

impl Limit {
    /// `times` in a minute; 0 is no limit.
    pub const fn per_minute(times: u32) -> Self {
        Self { times, window: TimeDelta::minutes(1) }
    }

    /// `times` in an hour; 0 is no limit.
    pub const fn per_hour(times: u32) -> Self {
        Self { times, window: TimeDelta::hours(1) }
    }

    /// `times` in a day; 0 is no limit.
    pub const fn per_day(times: u32) -> Self {
        Self { times, window: TimeDelta::days(1) }
    }

    /// Once, then not before `pause` has passed; no time is no limit.
    pub fn once_in(pause: TimeDelta) -> Self {
        Self { times: u32::from(pause > TimeDelta::zero()), window: pause }
    }

    /// `factor` times as much in the same time; no limit stays none.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { times: self.times.saturating_mul(factor), ..self }
    }

    pub(super) fn is_on(self) -> bool {
        self.times > 0
    }

    /// The window, in microseconds.
    pub(super) fn window(self) -> i64 {
        self.window.num_microseconds().unwrap_or(i64::MAX)
    }

    /// What one use takes of the window; rounded down, so that all of them fit.
    pub(super) fn cost(self) -> i64 {
        self.window() / i64::from(self.times.max(1))
    }
}

impl Limit {
    /// Whether no further use fits, where `spent` is spoken for already.
    pub(super) fn is_over(self, spent: TimeDelta) -> bool {
        let spent = spent.num_microseconds().unwrap_or(i64::MAX);
        spent.saturating_add(self.cost()) > self.window()
    }
}

/// A limit, and whom it counts.
#[derive(Clone)]
pub struct Rule {
    name: &'static str,
    subject: String,
    pub(super) limit: Limit,
}

impl Rule {
    /// Counts `subject` under `name`, apart from every other name.
    pub fn new(name: &'static str, subject: impl Into<String>, limit: Limit) -> Self {
        Self { name, subject: subject.into(), limit }
    }

    pub(super) fn key(&self, key: &[u8]) -> Vec<u8> {
        let digest = secret::keyed_digest_hex(key, &format!("{}\0{}", self.name, self.subject));
        hex::decode(digest).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_uses_of_a_limit_fit_into_its_window() {
        for times in [1, 7, 9, 10, 13, 60, 1_000_000_000] {
            let limit = Limit::per_minute(times);
            assert!(limit.cost() * i64::from(times) <= limit.window(), "{times}");
        }
    }

    #[test]
    fn a_key_is_a_digest_of_name_and_subject() {
        let key = |name, subject: &str| Rule::new(name, subject, Limit::per_minute(1)).key(b"k");
        assert_eq!(key("client", "a").len(), 32);
        assert_ne!(key("client", "a"), key("account", "a"));
        assert_ne!(key("client", "a"), key("client", "b"));
    }
}
