//! The lifetime of sessions, and the intervals at which their rows are updated.

use chrono::{DateTime, TimeDelta, Utc};

use super::Parent;
use crate::config::SessionConfig;

/// The times at which a new session begins and ends.
pub(super) struct Lifetime {
    pub(super) opened_at: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) absolute_expires_at: DateTime<Utc>,
}

/// Computes a new session's lifetime. A session that began with a token that names no
/// session ends with that token, because no one can be asked about it later.
pub(super) fn lifetime(config: &SessionConfig, at: DateTime<Utc>, parent: &Parent) -> Lifetime {
    let longest = at + config.absolute;
    let absolute_expires_at = match parent {
        Parent::Session { .. } => longest,
        Parent::Token { ends_at, .. } => longest.min(*ends_at).min(at + Parent::LONGEST),
    };
    let expires_at = (at + config.ttl).min(absolute_expires_at);
    Lifetime { opened_at: at, expires_at, absolute_expires_at }
}

/// Precision of `last_seen_at`; writing on every request would be wasteful.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);

/// Interval at which the expiry is extended.
const REFRESHED_EVERY: TimeDelta = TimeDelta::days(1);

pub(super) fn is_seen_due(last_seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - last_seen_at >= SEEN_EVERY
}

pub(super) fn is_refresh_due(refreshed_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - refreshed_at >= REFRESHED_EVERY
}
