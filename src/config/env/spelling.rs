//! Finds variables that were meant for us and that nobody reads.

use std::fmt;

/// The variables that the program reads.
pub const VARIABLES: [&str; 70] = [
    "APP_BIND",
    "APP_ENV",
    "APP_PUBLIC_URL",
    "APP_SECRET",
    "AUDIT_RETENTION_DAYS",
    "BETTER_AUTH_SECRET",
    "CORS_ORIGINS",
    "DATABASE_CA_FILE",
    "DATABASE_MIGRATION_URL",
    "DATABASE_OPERATOR_URL",
    "DATABASE_SINGLE_LOGIN",
    "DATABASE_URL",
    "DB_ACQUIRE_TIMEOUT_SECS",
    "DB_CONNECT_TIMEOUT_SECS",
    "DB_IDLE_IN_TRANSACTION_TIMEOUT_SECS",
    "DB_LOCK_TIMEOUT_SECS",
    "DB_MIGRATION_WAIT_SECS",
    "DB_POOL_OVERFLOW",
    "DB_POOL_RECYCLE_SECS",
    "DB_POOL_SIZE",
    "DB_STATEMENT_TIMEOUT_SECS",
    "DNS_SERVERS",
    "GITHUB_API_URL",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "GITHUB_URL",
    "GOOGLE_CLIENT_ID",
    "GOOGLE_CLIENT_SECRET",
    "GOOGLE_ISSUER_URL",
    "LOG_CLIENT",
    "LOG_FORMAT",
    "MAIL_FROM",
    "MAIL_LOOK_SECS",
    "MAIL_RETENTION_DAYS",
    "MAX_JOIN_LINKS_PER_ORGANIZATION",
    "MAX_MEMBERS_PER_ORGANIZATION",
    "MAX_ORGANIZATIONS_PER_PERSON",
    "MAX_PENDING_INVITATIONS_PER_ORGANIZATION",
    "METRICS_BIND",
    "NEON_AUTH_BASE_URL",
    "NEON_AUTH_BEARER",
    "NEON_AUTH_COOKIE_PREFIX",
    "NEON_AUTH_JWKS_URL",
    "NEON_AUTH_MAGIC_LINK",
    "NEON_AUTH_MODE",
    "NEON_AUTH_SOCIAL",
    "NEON_AUTH_URL",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_SERVICE_NAME",
    "OTEL_TRACES_SAMPLER_ARG",
    "PG_BIN_DIR",
    "PORT",
    "RATE_LIMIT_AUTH_PER_MINUTE",
    "RATE_LIMIT_CODES_PER_DAY",
    "RATE_LIMIT_INVITATIONS_PER_DAY",
    "RATE_LIMIT_INVITATIONS_PER_HOUR",
    "RATE_LIMIT_MAIL_PAUSE_SECS",
    "RATE_LIMIT_MAIL_PER_DAY",
    "RATE_LIMIT_MAIL_PER_HOUR",
    "RATE_LIMIT_ORGANIZATIONS_PER_DAY",
    "REQUIRE_EMAIL_VERIFICATION",
    "RUST_LOG",
    "SECURITY_EVENT_RETENTION_DAYS",
    "SESSION_ABSOLUTE_HOURS",
    "SESSION_IDLE_HOURS",
    "SESSION_TTL_HOURS",
    "SMTP_URL",
    "TENANTRY_DATA_DIR",
    "TRUSTED_PROXIES",
];

/// The variables of `.env` that compose and the scripts read.
const OTHERS: [&str; 7] = [
    "APP_PORT",
    "DB_ADMIN_PASSWORD",
    "DB_BACKUP_PASSWORD",
    "DB_OPERATOR_PASSWORD",
    "DB_OWNER_PASSWORD",
    "DB_WEB_PASSWORD",
    "SITE_ADDRESS",
];

/// Beginnings that only our variables have.
const OURS: [&str; 5] = ["DB_POOL_", "NEON_AUTH_", "RATE_LIMIT_", "SMTP_", "TENANTRY_"];

/// Shorter names resemble too many others.
const SHORTEST: usize = 7;

/// A variable that is set, looks like one of ours, and isn't read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misspelt {
    name: String,
    meant: Option<&'static str>,
}

impl fmt::Display for Misspelt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.meant {
            Some(meant) => write!(f, "{} isn't read; {meant} would be", self.name),
            None => write!(f, "{} isn't read; docs/configuration.md has all names", self.name),
        }
    }
}

/// Returns those of `names` that seem to be meant for us, in the order of the alphabet.
pub(super) fn misspelt<'a>(names: impl Iterator<Item = &'a String>) -> Vec<Misspelt> {
    let mut found: Vec<_> = names.filter_map(|name| examine(name)).collect();
    found.sort_by(|one, other| one.name.cmp(&other.name));
    found
}

fn examine(name: &str) -> Option<Misspelt> {
    let known = || VARIABLES.into_iter().chain(OTHERS);
    if known().any(|it| it == name) || is_of_the_platform(name) {
        return None;
    }
    let written = name.to_ascii_uppercase().replace('-', "_");
    let near = known().map(|it| (strsim::osa_distance(it, &written), it)).min();
    let meant = near.filter(|(distance, it)| *distance <= tolerance(it)).map(|(_, it)| it);
    let ours = OURS.iter().any(|start| written.starts_with(start));
    (meant.is_some() || ours).then(|| Misspelt { name: name.to_owned(), meant })
}

/// The number of wrong letters in a slip.
fn tolerance(name: &str) -> usize {
    match name.len() {
        0..SHORTEST => 0,
        SHORTEST..10 => 1,
        _ => 2,
    }
}

/// Kubernetes describes each service in variables that begin with its name.
fn is_of_the_platform(name: &str) -> bool {
    name.contains("_SERVICE_") || name.ends_with("_PORT") || name.contains("_PORT_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(names: &[&str]) -> Vec<String> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        misspelt(names.iter()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn slips_are_told_with_the_right_name() {
        for (written, meant) in [
            ("SMTP_URI", "SMTP_URL"),
            ("MAIL_FORM", "MAIL_FROM"),
            ("APP_SECRETS", "APP_SECRET"),
            ("DATABSE_URL", "DATABASE_URL"),
            ("app_public_url", "APP_PUBLIC_URL"),
            ("RATE_LIMIT_AUTH_PER_MINUT", "RATE_LIMIT_AUTH_PER_MINUTE"),
        ] {
            let expected = format!("{written} isn't read; {meant} would be");
            assert_eq!(told(&[written]), [expected]);
        }
        assert!(told(&["SMTP_HOST"])[0].contains("docs/configuration.md"));
    }

    #[test]
    fn what_others_set_is_not_ours() {
        let others = ["PATH", "HOME", "PG_VERSION", "TENANTRY_SERVICE_HOST", "TENANTRY_PORT", "CI"];
        assert_eq!(told(&others), [""; 0]);
        let github = ["GITHUB_SHA", "GITHUB_REF", "GITHUB_ENV", "GITHUB_JOB", "RUSTUP_HOME"];
        assert_eq!(told(&github), [""; 0]);
        assert_eq!(told(&VARIABLES), [""; 0]);
        assert_eq!(told(&OTHERS), [""; 0]);
    }
}
