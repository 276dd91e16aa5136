use chrono::TimeDelta;

use super::Env;

/// The lifetimes of a session (ASVS 7.1.1, 7.3.1, 7.3.2).
#[derive(Clone, Copy, Debug)]
pub struct SessionConfig {
    /// `SESSION_TTL_HOURS`: the lifetime from the last daily extension; default 7 days.
    pub ttl: TimeDelta,
    /// `SESSION_IDLE_HOURS`: the longest time without a request; default 7 days.
    pub idle: TimeDelta,
    /// `SESSION_ABSOLUTE_HOURS`: the lifetime from sign-in, whatever happens; default 30
    /// days.
    pub absolute: TimeDelta,
}

impl SessionConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        Self {
            ttl: hours(env, "SESSION_TTL_HOURS", 7 * 24),
            idle: hours(env, "SESSION_IDLE_HOURS", 7 * 24),
            absolute: hours(env, "SESSION_ABSOLUTE_HOURS", 30 * 24),
        }
    }
}

fn hours(env: &mut Env, variable: &'static str, default: u32) -> TimeDelta {
    let hours = env.number(variable, default);
    if hours == 0 {
        env.problem(variable, "use at least 1.");
    }
    TimeDelta::hours(hours.into())
}
