use chrono::TimeDelta;

use super::{Env, ServerConfig};

/// How often a secret may be tried and mail be asked for (ASVS 6.3.1, 6.6.3).
#[derive(Clone, Copy, Debug)]
pub struct LimitConfig {
    /// `RATE_LIMIT_AUTH_PER_MINUTE`: for each client and for each account;
    /// default 10, 0 only outside production.
    pub auth_per_minute: u32,
    /// `RATE_LIMIT_MAIL_PER_HOUR`: to one mailbox; default 10, 0 only outside production.
    pub mail_per_hour: u32,
    /// `RATE_LIMIT_MAIL_PAUSE_SECS`: between two codes or links to one mailbox; default 30.
    pub mail_pause: TimeDelta,
}

impl LimitConfig {
    pub(super) fn read(env: &mut Env, server: &ServerConfig) -> Self {
        Self {
            auth_per_minute: limit(env, server, "RATE_LIMIT_AUTH_PER_MINUTE"),
            mail_per_hour: limit(env, server, "RATE_LIMIT_MAIL_PER_HOUR"),
            mail_pause: TimeDelta::seconds(env.or("RATE_LIMIT_MAIL_PAUSE_SECS", 30_u32).into()),
        }
    }

    /// What is switched off, to be warned about.
    pub fn off(&self) -> impl Iterator<Item = &'static str> {
        let limits = [
            ("RATE_LIMIT_AUTH_PER_MINUTE", self.auth_per_minute),
            ("RATE_LIMIT_MAIL_PER_HOUR", self.mail_per_hour),
        ];
        limits.into_iter().filter(|(_, limit)| *limit == 0).map(|(variable, _)| variable)
    }
}

fn limit(env: &mut Env, server: &ServerConfig, variable: &'static str) -> u32 {
    let limit = env.or(variable, 10);
    if limit == 0 && server.environment.is_production() {
        let message = "use at least 1: in production passwords and codes are never tried freely.";
        env.problem(variable, message);
    }
    limit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn off(values: &[(&str, &str)]) -> Vec<&'static str> {
        let values = values.iter().map(|(name, value)| ((*name).into(), (*value).into()));
        crate::config::Config::load(values.collect()).unwrap().limits.off().collect()
    }

    #[test]
    fn only_development_goes_without() {
        assert_eq!(off(&[]), [""; 0]);
        let value = ("RATE_LIMIT_AUTH_PER_MINUTE", "0");
        assert_eq!(off(&[value]), ["RATE_LIMIT_AUTH_PER_MINUTE"]);
        let env = Env::from([("APP_ENV", "production"), value]);
        let refused = crate::config::Config::load(env).unwrap_err();
        assert!(refused.0.iter().any(|problem| problem.variable == value.0), "{refused}");
    }
}
