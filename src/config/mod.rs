//! The process's whole configuration, read once at start.
//!
//! One struct per concern; [`Config::load`] reports every problem at once.

mod database;
mod env;
mod identity;
mod limits;
mod listen;
mod mail;
mod network;
mod origin;
mod server;
mod sessions;
mod social;
mod traces;

use std::path::PathBuf;

use secrecy::SecretString;

pub use self::{
    database::{DatabaseConfig, DatabaseUrl, StatementLimits},
    env::{ConfigErrors, Env, Misspelt, Problem, VARIABLES},
    identity::{HostedConfig, HostedMode, IdentityConfig, SocialProvider},
    limits::{LimitConfig, SizeConfig},
    listen::Listen,
    mail::{Encryption, InvalidSmtpUrl, MailConfig, SmtpLogin, SmtpServer},
    network::{Network, is_own_network},
    origin::{CallingOrigin, PublicUrl},
    server::{Environment, LogClient, LogFormat, Retention, ServerConfig},
    sessions::SessionConfig,
    social::{GitHubApp, GoogleApp, OAuthApp, SocialApps},
    traces::TraceConfig,
};

/// The process's whole configuration, read once at start and never again.
#[derive(Clone, Debug)]
pub struct Config {
    /// `APP_*`, `PORT`, `LOG_FORMAT`, `LOG_CLIENT`, `RUST_LOG`, `METRICS_BIND`, `TRUSTED_PROXIES`, `CORS_ORIGINS`.
    pub server: ServerConfig,
    /// `APP_SECRET`: signs and encrypts cookies. Development creates its own.
    pub secret: Option<SecretString>,
    /// `DATABASE_*` and `DB_*`.
    pub database: DatabaseConfig,
    /// `NEON_AUTH_*`, `BETTER_AUTH_SECRET`, `REQUIRE_EMAIL_VERIFICATION`, `GOOGLE_*`, `GITHUB_*`.
    pub identity: IdentityConfig,
    /// `SMTP_URL` and `MAIL_FROM`.
    pub mail: MailConfig,
    /// `SESSION_TTL_HOURS` and `SESSION_IDLE_HOURS`.
    pub sessions: SessionConfig,
    /// `RATE_LIMIT_*`.
    pub limits: LimitConfig,
    /// `MAX_*`.
    pub sizes: SizeConfig,
    /// `DNS_SERVERS`: the servers that are asked for the records of domains; those of the
    /// operating system if there are none.
    pub dns_servers: Vec<std::net::SocketAddr>,
    /// `TENANTRY_DATA_DIR`: the private cluster and the development secret.
    pub data_dir: PathBuf,
    /// The variables that seem to be meant for us and that nobody reads.
    pub misspelt: Vec<Misspelt>,
}

impl Config {
    /// Reads the configuration, and reports every problem at once.
    pub fn load(mut env: Env) -> Result<Self, ConfigErrors> {
        let server = ServerConfig::read(&mut env);
        let servers = env.list::<network::NameServer>("DNS_SERVERS");
        let config = Self {
            secret: secret(&mut env, &server),
            database: DatabaseConfig::read(&mut env),
            identity: IdentityConfig::read(&mut env),
            mail: MailConfig::read(&mut env, server.environment.is_production()),
            sessions: SessionConfig::read(&mut env),
            limits: LimitConfig::read(&mut env, &server),
            sizes: SizeConfig::read(&mut env, &server),
            dns_servers: servers.into_iter().map(|server| server.0).collect(),
            data_dir: env.or("TENANTRY_DATA_DIR", PathBuf::from(".data")),
            server,
            misspelt: env.misspelt(),
        };
        config.check_production(&mut env);
        env.finish(config)
    }

    fn check_production(&self, env: &mut Env) {
        if !self.server.environment.is_production() {
            return;
        }
        self.database.check_production(env);
        let embedded = matches!(self.identity, IdentityConfig::Embedded { .. });
        if embedded && self.mail.smtp.is_none() && env.text("SMTP_URL").is_none() {
            let message = "set it: the embedded provider has to mail its codes in production \
                           (or set NEON_AUTH_URL to sign people in there).";
            env.problem("SMTP_URL", message);
        }
    }
}

/// The minimum length of `APP_SECRET`, in bytes.
const SECRET_LENGTH: usize = 32;

fn secret(env: &mut Env, server: &ServerConfig) -> Option<SecretString> {
    let text = env.text("APP_SECRET");
    let message = match &text {
        None if server.environment.is_production() => {
            "set it to at least 32 random characters, \
             for example from `openssl rand -hex 32`."
        }
        Some(text) if text.len() < SECRET_LENGTH => "use at least 32 characters.",
        Some(text) if looks_like_a_default(text) => "replace the example by a value of your own.",
        _ => return text.map(SecretString::from),
    };
    env.problem("APP_SECRET", message);
    None
}

fn looks_like_a_default(secret: &str) -> bool {
    let lower = secret.to_ascii_lowercase();
    let distinct: std::collections::HashSet<_> = lower.chars().collect();
    distinct.len() < 8
        || ["change", "example", "secret", "default"].iter().any(|w| lower.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(env: Env) -> Vec<&'static str> {
        let Err(ConfigErrors(found)) = Config::load(env) else { return Vec::new() };
        found.iter().map(|problem| problem.variable).collect()
    }

    #[test]
    fn nothing_set_is_a_development_server() {
        let config = Config::load(Env::default()).unwrap();
        assert_eq!(config.server.public_url.origin(), "http://localhost:8080");
        assert!(matches!(config.identity, IdentityConfig::Embedded { .. }));
    }

    #[test]
    fn production_names_every_missing_variable_at_once() {
        let env = Env::from([("APP_ENV", "production"), ("APP_PUBLIC_URL", "http://a.example")]);
        let found = problems(env);
        for variable in ["APP_SECRET", "DATABASE_URL", "APP_PUBLIC_URL", "SMTP_URL"] {
            assert!(found.contains(&variable), "{variable} isn't among {found:?}");
        }
    }

    #[test]
    fn in_production_one_login_for_everything_is_said_aloud() {
        let with = |more: &[(&str, &str)]| {
            let usual = [
                ("APP_ENV", "production"),
                ("APP_PUBLIC_URL", "https://a.example"),
                ("APP_SECRET", "9b7d1f0c5e3a48627b1d9f0e3c5a7846"),
                ("SMTP_URL", "smtps://a.example"),
                ("DATABASE_URL", "postgresql://owner@localhost/tenantry"),
            ];
            let values = usual.iter().chain(more);
            problems(values.map(|(name, value)| ((*name).into(), (*value).into())).collect())
        };
        assert_eq!(with(&[]), ["DATABASE_MIGRATION_URL"]);
        assert_eq!(with(&[("DATABASE_SINGLE_LOGIN", "accept")]), [""; 0]);
        let two = ("DATABASE_MIGRATION_URL", "postgresql://owner@localhost/tenantry");
        assert_eq!(with(&[two]), [""; 0]);
        let unclear = with(&[("DATABASE_SINGLE_LOGIN", "yes")]);
        assert_eq!(unclear, ["DATABASE_SINGLE_LOGIN", "DATABASE_MIGRATION_URL"]);
    }

    #[test]
    fn a_default_secret_is_refused() {
        for secret in ["short", "change-me-change-me-change-me-change-me", &"a".repeat(40)] {
            assert_eq!(problems(Env::from([("APP_SECRET", secret)])), ["APP_SECRET"]);
        }
    }

    /// Variables that any text fits, or that are read where the URL is used.
    const FREE: [&str; 15] = [
        "DATABASE_CA_FILE",
        "DATABASE_MIGRATION_URL",
        "DATABASE_OPERATOR_URL",
        "DATABASE_SINGLE_LOGIN",
        "DATABASE_URL",
        "GITHUB_CLIENT_ID",
        "GITHUB_CLIENT_SECRET",
        "GOOGLE_CLIENT_ID",
        "GOOGLE_CLIENT_SECRET",
        "MAIL_FROM",
        "NEON_AUTH_COOKIE_PREFIX",
        "OTEL_SERVICE_NAME",
        "PG_BIN_DIR",
        "RUST_LOG",
        "TENANTRY_DATA_DIR",
    ];

    #[test]
    fn every_malformed_value_is_answered_with_its_name_and_an_example() {
        let hosted = ("NEON_AUTH_URL", "https://auth.example.com/neondb/auth");
        for variable in VARIABLES.into_iter().filter(|variable| !FREE.contains(variable)) {
            let alone = Config::load(Env::from([(variable, "§ nonsense §")])).err();
            let beside = Config::load(Env::from([hosted, (variable, "§ nonsense §")])).err();
            let found = alone.into_iter().chain(beside).flat_map(|errors| errors.0);
            let problem = found.into_iter().find(|problem| problem.variable == variable);
            let message = problem.unwrap_or_else(|| panic!("{variable} takes nonsense")).message;
            let helps = ["write ", "use ", "such as ", "set it", "replace "];
            assert!(helps.iter().any(|help| message.contains(help)), "{variable}: {message}");
        }
    }

    #[test]
    fn malformed_values_are_named_and_not_echoed() {
        let env = Env::from([("APP_BIND", "nowhere"), ("DB_POOL_SIZE", "many")]);
        let message = Config::load(env).unwrap_err().to_string();
        assert!(message.contains("APP_BIND") && message.contains("DB_POOL_SIZE"));
        assert!(!message.contains("nowhere"), "{message}");
    }
}
