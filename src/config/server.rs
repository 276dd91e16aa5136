use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use tracing_subscriber::filter::{LevelFilter, Targets};

use super::{CallingOrigin, Env, Listen, Network, PublicUrl, TraceConfig};

/// The server's addresses and its log.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `APP_ENV`: `development` (default) or `production`.
    pub environment: Environment,
    /// `APP_BIND`, or all addresses at `PORT`; default `127.0.0.1:8080`.
    pub bind: Listen,
    /// `APP_PUBLIC_URL`: the origin in people's address bars, with which links in mail
    /// start.
    pub public_url: PublicUrl,
    /// `METRICS_BIND`: the address that serves `/metrics`; if it's unset, metrics aren't
    /// served.
    pub metrics_bind: Option<Listen>,
    /// `LOG_FORMAT`: `json` (default in production) or `pretty`.
    pub log_format: LogFormat,
    /// `RUST_LOG`: a level, or levels by target as in `info,tenantry=debug`.
    pub log_filter: Box<Targets>,
    /// `LOG_CLIENT`: the part of a client's address that is logged.
    pub log_client: LogClient,
    /// `TRUSTED_PROXIES`: the networks whose `X-Forwarded-For` is trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// `CORS_ORIGINS`: the origins that may call `/api/v1` with credentials.
    pub cors_origins: Vec<CallingOrigin>,
    /// The collector that gets traces; with `None` there are none.
    pub traces: Option<TraceConfig>,
    /// The days after which old rows are deleted.
    pub retention: Retention,
}

impl ServerConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let environment = env.or("APP_ENV", Environment::Development);
        let bind = bind(env);
        let default_url = PublicUrl::localhost(bind.address.port());
        let public_url = env.or("APP_PUBLIC_URL", default_url);
        if environment.is_production() && !public_url.is_https() && !public_url.is_local() {
            env.problem("APP_PUBLIC_URL", "use https: cookies are only sent over TLS.");
        }
        let proxies: Vec<Network> = env.list("TRUSTED_PROXIES");
        let log_format = env.or("LOG_FORMAT", LogFormat::default_for(environment));
        Self {
            environment,
            bind,
            public_url,
            metrics_bind: Listen::read(env, "METRICS_BIND"),
            log_format,
            log_filter: Box::new(log_filter(env)),
            log_client: env.or("LOG_CLIENT", LogClient::Address),
            trusted_proxies: proxies.into_iter().map(Network::into_inner).collect(),
            cors_origins: env.list("CORS_ORIGINS"),
            traces: TraceConfig::read(env),
            retention: Retention::read(env),
        }
    }
}

/// The days after which rows are deleted. The database refuses fewer than these ranges allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// `AUDIT_RETENTION_DAYS`: of organizations' histories; if it's unset, they are kept.
    pub histories: Option<i32>,
    /// `SECURITY_EVENT_RETENTION_DAYS`: of what happened to accounts.
    pub security_events: i32,
    /// `MAIL_RETENTION_DAYS`: of the record that a message was sent, and to whom.
    pub mail: i32,
}

impl Retention {
    fn read(env: &mut Env) -> Self {
        let has_histories = env.text("AUDIT_RETENTION_DAYS").is_some();
        Self {
            histories: has_histories.then(|| days(env, "AUDIT_RETENTION_DAYS", 365, 30)),
            security_events: days(env, "SECURITY_EVENT_RETENTION_DAYS", 365, 30),
            mail: days(env, "MAIL_RETENTION_DAYS", 30, 7),
        }
    }
}

fn days(env: &mut Env, variable: &'static str, default: i32, least: i32) -> i32 {
    let days = env.number(variable, default);
    if !(least..=36_500).contains(&days) {
        env.problem(variable, format!("use {least} to 36500 days, such as {default}."));
    }
    days
}

/// Our own log line already says what the libraries would say about each request. A
/// request that isn't HTTP is answered with 400; if that were logged as an error,
/// strangers could fill the log with it.
fn log_filter(env: &mut Env) -> Targets {
    let quiet = [
        ("diesel_async", LevelFilter::WARN),
        ("h2", LevelFilter::WARN),
        ("hickory_proto", LevelFilter::WARN),
        ("hickory_resolver", LevelFilter::WARN),
        ("hyper_util", LevelFilter::WARN),
        ("mio", LevelFilter::WARN),
        ("reqwest", LevelFilter::WARN),
        ("rustls", LevelFilter::WARN),
        ("tokio_postgres", LevelFilter::WARN),
        ("actix_http::h1", LevelFilter::OFF),
        ("actix_server", LevelFilter::WARN),
        ("actix_session", LevelFilter::ERROR),
        ("lettre", LevelFilter::WARN),
    ];
    let usual = |level| Targets::new().with_default(level).with_targets(quiet);
    let Some(text) = env.text("RUST_LOG") else { return usual(LevelFilter::INFO) };
    // A level alone says how much we log, not that libraries may be loud.
    if let Ok(level) = text.parse() {
        return usual(level);
    }
    text.parse().unwrap_or_else(|_| {
        let message = "write a level, such as info, or levels by part of the program, such as \
                       info,tenantry=debug.";
        env.problem("RUST_LOG", message);
        usual(LevelFilter::INFO)
    })
}

/// The operator's setting takes precedence over what a platform or an image sets.
fn bind(env: &mut Env) -> Listen {
    let port = env.text("PORT").map(|_| Listen::everywhere(env.number("PORT", 8080)));
    Listen::read(env, "APP_BIND").or(port).unwrap_or_default()
}

/// The kind of installation: one to develop on, or one that people depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Favors convenience: a private database, a mailbox page, a debug object in
    /// refusals.
    Development,
    /// Favors safety: secrets have no defaults.
    Production,
}

impl Environment {
    /// Whether people depend on this server.
    pub fn is_production(self) -> bool {
        self == Self::Production
    }
}

impl FromStr for Environment {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "development" => Ok(Self::Development),
            "production" => Ok(Self::Production),
            _ => Err("write development or production"),
        }
    }
}

/// The format of log lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object per line, for machines.
    Json,
    /// Colored text, for people.
    Pretty,
}

impl LogFormat {
    fn default_for(environment: Environment) -> Self {
        if environment.is_production() { Self::Json } else { Self::Pretty }
    }
}

impl FromStr for LogFormat {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "json" => Ok(Self::Json),
            "pretty" => Ok(Self::Pretty),
            _ => Err("write json or pretty"),
        }
    }
}

/// The part of a client's address that is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogClient {
    /// All of it.
    Address,
    /// The network: the first 24 bits of an IPv4 address, 48 of an IPv6 one.
    Network,
    /// Nothing.
    Nothing,
}

impl FromStr for LogClient {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "address" => Ok(Self::Address),
            "network" => Ok(Self::Network),
            "none" => Ok(Self::Nothing),
            _ => Err("write address, network or none"),
        }
    }
}

impl LogClient {
    /// Returns what is logged of `ip`.
    pub fn shown(self, ip: IpAddr) -> Option<IpAddr> {
        let bits = if ip.is_ipv4() { 24 } else { 48 };
        match self {
            Self::Address => Some(ip),
            Self::Network => IpNet::new(ip, bits).ok().map(|net| net.network()),
            Self::Nothing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use tracing::Level;

    use super::*;

    #[test]
    fn strangers_cannot_fill_the_log_with_what_is_no_http() {
        let filter = log_filter(&mut Env::default());
        assert!(!filter.would_enable("actix_http::h1::dispatcher", &Level::ERROR));
        assert!(filter.would_enable("tenantry::web", &Level::INFO));
    }

    #[test]
    fn as_much_of_a_client_is_logged_as_is_asked_for() {
        let shown = |how: &str, ip: &str| {
            let shown = how.parse::<LogClient>().unwrap().shown(ip.parse().unwrap());
            shown.map(|ip| ip.to_string()).unwrap_or_default()
        };
        assert_eq!(shown("address", "203.0.113.7"), "203.0.113.7");
        assert_eq!(shown("network", "203.0.113.7"), "203.0.113.0");
        assert_eq!(shown("network", "2001:db8:1:2::3"), "2001:db8:1::");
        assert_eq!(shown("none", "203.0.113.7"), "");
    }

    #[test]
    fn a_level_alone_makes_no_library_loud() {
        let filter = |text| log_filter(&mut Env::from([("RUST_LOG", text)]));
        let debug = filter("debug");
        assert!(debug.would_enable("tenantry::web", &Level::DEBUG));
        assert!(!debug.would_enable("actix_http::h1::dispatcher", &Level::ERROR));
        assert!(!debug.would_enable("h2::proto", &Level::DEBUG));
        assert!(!filter("warn").would_enable("tenantry::web", &Level::INFO));
        assert!(filter("warn,h2=debug").would_enable("h2::proto", &Level::DEBUG));
    }
}
