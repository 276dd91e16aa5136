use chrono::TimeDelta;

use super::{Env, ServerConfig};

/// The limits on trying secrets, requesting mail and registering organizations (ASVS
/// 6.3.1, 6.6.3). 0 switches a limit off, outside production only. The default has no
/// limits at all, for tests.
#[derive(Clone, Copy, Debug, Default)]
pub struct LimitConfig {
    /// `RATE_LIMIT_AUTH_PER_MINUTE`: failures per client and attempts per account;
    /// default 10.
    pub auth_per_minute: u32,
    /// `RATE_LIMIT_CODES_PER_DAY`: wrong one-time codes per account; default 20.
    pub codes_per_day: u32,
    /// `RATE_LIMIT_MAIL_PER_HOUR`: messages to one mailbox; default 10.
    pub mail_per_hour: u32,
    /// `RATE_LIMIT_MAIL_PER_DAY`: messages to one mailbox; default 40.
    pub mail_per_day: u32,
    /// `RATE_LIMIT_MAIL_PAUSE_SECS`: time between two codes, links or invitations to one
    /// mailbox; default 30.
    pub mail_pause: TimeDelta,
    /// `RATE_LIMIT_INVITATIONS_PER_HOUR`: invitations by one person; default 30.
    pub invitations_per_hour: u32,
    /// `RATE_LIMIT_INVITATIONS_PER_DAY`: invitations by one person, and by one
    /// organization; default 100.
    pub invitations_per_day: u32,
    /// `RATE_LIMIT_ORGANIZATIONS_PER_DAY`: organizations registered by one person;
    /// default 5.
    pub organizations_per_day: u32,
}

/// The variables that hold a count, and their defaults.
const COUNTS: [(&str, u32); 7] = [
    ("RATE_LIMIT_AUTH_PER_MINUTE", 10),
    ("RATE_LIMIT_CODES_PER_DAY", 20),
    ("RATE_LIMIT_MAIL_PER_HOUR", 10),
    ("RATE_LIMIT_MAIL_PER_DAY", 40),
    ("RATE_LIMIT_INVITATIONS_PER_HOUR", 30),
    ("RATE_LIMIT_INVITATIONS_PER_DAY", 100),
    ("RATE_LIMIT_ORGANIZATIONS_PER_DAY", 5),
];

impl LimitConfig {
    pub(super) fn read(env: &mut Env, server: &ServerConfig) -> Self {
        let [auth, codes, hour, day, invited_in_hour, invited_in_day, organizations] =
            COUNTS.map(|(variable, default)| count(env, server, variable, default));
        Self {
            auth_per_minute: auth,
            codes_per_day: codes,
            mail_per_hour: hour,
            mail_per_day: day,
            mail_pause: TimeDelta::seconds(env.number("RATE_LIMIT_MAIL_PAUSE_SECS", 30_u32).into()),
            invitations_per_hour: invited_in_hour,
            invitations_per_day: invited_in_day,
            organizations_per_day: organizations,
        }
    }

    /// Returns the variables whose limit is switched off, so that the start can warn
    /// about them.
    pub fn off(&self) -> impl Iterator<Item = &'static str> {
        let limits = [
            self.auth_per_minute,
            self.codes_per_day,
            self.mail_per_hour,
            self.mail_per_day,
            self.invitations_per_hour,
            self.invitations_per_day,
            self.organizations_per_day,
        ];
        let named = COUNTS.into_iter().zip(limits);
        named.filter(|(_, limit)| *limit == 0).map(|((variable, _), _)| variable)
    }
}

fn count(env: &mut Env, server: &ServerConfig, variable: &'static str, default: u32) -> u32 {
    let limit = env.number(variable, default);
    if limit == 0 && server.environment.is_production() {
        let message = "use at least 1: in production nothing of this kind is without a limit.";
        env.problem(variable, message);
    }
    limit
}

/// The sizes that things may reach. 0 switches a limit off, outside production only. The default
/// has no limits at all, for tests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SizeConfig {
    /// `MAX_ORGANIZATIONS_PER_PERSON`: organizations owned by one person; default 100.
    pub organizations_per_person: u32,
    /// `MAX_MEMBERS_PER_ORGANIZATION`: default 25 000.
    pub members_per_organization: u32,
    /// `MAX_PENDING_INVITATIONS_PER_ORGANIZATION`: invitations without an answer; default 2000.
    pub pending_invitations_per_organization: u32,
    /// `MAX_JOIN_LINKS_PER_ORGANIZATION`: whether on or off; default 10.
    pub join_links_per_organization: u32,
}

impl SizeConfig {
    pub(super) fn read(env: &mut Env, server: &ServerConfig) -> Self {
        Self {
            organizations_per_person: count(env, server, "MAX_ORGANIZATIONS_PER_PERSON", 100),
            members_per_organization: count(env, server, "MAX_MEMBERS_PER_ORGANIZATION", 25_000),
            pending_invitations_per_organization: count(
                env,
                server,
                "MAX_PENDING_INVITATIONS_PER_ORGANIZATION",
                2_000,
            ),
            join_links_per_organization: count(env, server, "MAX_JOIN_LINKS_PER_ORGANIZATION", 10),
        }
    }
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
