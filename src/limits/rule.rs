use chrono::TimeDelta;

use crate::secret;

/// A number of uses per window: all at once, then one by one as time passes (the generic
/// cell rate algorithm).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    times: u32,
    window: TimeDelta,
}

impl Limit {
    /// Allows `times` per minute; 0 means no limit.
    pub const fn per_minute(times: u32) -> Self {
        Self { times, window: TimeDelta::minutes(1) }
    }

    /// Allows `times` per hour; 0 means no limit.
    pub const fn per_hour(times: u32) -> Self {
        Self { times, window: TimeDelta::hours(1) }
    }

    /// Allows `times` per day; 0 means no limit.
    pub const fn per_day(times: u32) -> Self {
        Self { times, window: TimeDelta::days(1) }
    }

    /// Allows one use, then no other until `pause` has passed; a zero pause means no
    /// limit.
    pub fn once_in(pause: TimeDelta) -> Self {
        Self { times: u32::from(pause > TimeDelta::zero()), window: pause }
    }

    /// Multiplies the uses in the same window by `factor`; no limit stays no limit.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        Self { times: self.times.saturating_mul(factor), ..self }
    }

    pub(super) fn is_on(self) -> bool {
        self.times > 0
    }

    /// Returns the window in microseconds.
    pub(super) fn window(self) -> i64 {
        self.window.num_microseconds().unwrap_or(i64::MAX)
    }

    /// Returns the part of the window that one use takes; rounded down, so that all uses
    /// fit.
    pub(super) fn cost(self) -> i64 {
        self.window() / i64::from(self.times.max(1))
    }
}

impl Limit {
    /// Whether no further use fits if `spent` is already used up.
    pub(super) fn is_over(self, spent: TimeDelta) -> bool {
        let spent = spent.num_microseconds().unwrap_or(i64::MAX);
        spent.saturating_add(self.cost()) > self.window()
    }
}

/// A limit, and the subject that it counts.
#[derive(Clone)]
pub struct Rule {
    name: &'static str,
    subject: String,
    pub(super) limit: Limit,
}

impl Rule {
    /// Counts `subject` under `name`, separately from every other name.
    pub fn new(name: &'static str, subject: impl Into<String>, limit: Limit) -> Self {
        Self { name, subject: subject.into(), limit }
    }

    /// Returns the first word of the name.
    pub(super) fn family(&self) -> &'static str {
        self.name.split('-').next().unwrap_or(self.name)
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
