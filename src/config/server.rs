use std::{fmt, net::SocketAddr, str::FromStr};

use ipnet::IpNet;
use tracing::Level;
use tracing_subscriber::filter::Targets;
use url::Url;

use super::Env;

/// How the server is reached and how it reports.
#[derive(Clone, Debug)]
pub struct ServerConfig {
    /// `APP_ENV`: `development` (default) or `production`.
    pub environment: Environment,
    /// `APP_BIND`, or `0.0.0.0:$PORT`; default `127.0.0.1:8080`.
    pub bind: SocketAddr,
    /// `APP_PUBLIC_URL`: the origin in people's address bars; links in mail start with it.
    pub public_url: PublicUrl,
    /// `METRICS_BIND`: where `/metrics` listens; unset, it does not.
    pub metrics_bind: Option<SocketAddr>,
    /// `LOG_FORMAT`: `json` (default in production) or `pretty`.
    pub log_format: LogFormat,
    /// `RUST_LOG`: a level, or levels by target as in `info,tenantry=debug`.
    pub log_filter: Box<Targets>,
    /// `TRUSTED_PROXIES`: networks whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// `CORS_ORIGINS`: origins that may call `/api/v1` with credentials.
    pub cors_origins: Vec<PublicUrl>,
}

impl ServerConfig {
    pub(super) fn read(env: &mut Env) -> Self {
        let environment = env.or("APP_ENV", Environment::Development);
        let bind = bind(env);
        let default_url = PublicUrl::localhost(bind.port());
        let public_url = env.or("APP_PUBLIC_URL", default_url);
        if environment.is_production() && !public_url.is_https() && !public_url.is_local() {
            env.problem("APP_PUBLIC_URL", "use https: cookies are only sent over TLS.");
        }
        let log_format = env.or("LOG_FORMAT", LogFormat::default_for(environment));
        Self {
            environment,
            bind,
            public_url,
            metrics_bind: env.optional("METRICS_BIND"),
            log_format,
            log_filter: Box::new(log_filter(env)),
            trusted_proxies: env.list("TRUSTED_PROXIES"),
            cors_origins: env.list("CORS_ORIGINS"),
        }
    }
}

/// What libraries say of every request is said in our own line already.
fn log_filter(env: &mut Env) -> Targets {
    let quiet =
        [("actix_session", Level::ERROR), ("actix_server", Level::WARN), ("lettre", Level::WARN)];
    env.or("RUST_LOG", Targets::new().with_default(Level::INFO).with_targets(quiet))
}

fn bind(env: &mut Env) -> SocketAddr {
    let default = match env.optional::<u16>("PORT") {
        Some(port) => SocketAddr::from(([0, 0, 0, 0], port)),
        None => SocketAddr::from(([127, 0, 0, 1], 8080)),
    };
    env.or("APP_BIND", default)
}

/// Whether people depend on this server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    /// Convenience first: private database, mailbox page, debug object in refusals.
    Development,
    /// Safety first: no defaults for what must be a secret.
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

/// How log lines look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// Coloured text, for people.
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

/// An origin: scheme, host and port, without path, query or credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(Url);

impl PublicUrl {
    /// `http://localhost:{port}`.
    pub fn localhost(port: u16) -> Self {
        let text = format!("http://localhost:{port}");
        #[expect(clippy::expect_used, reason = "a literal with a number in it is a URL")]
        Self(Url::parse(&text).expect("http://localhost with a port"))
    }

    /// The origin as browsers send it, without a trailing slash (RFC 6454 §6.2).
    pub fn origin(&self) -> String {
        self.0.origin().ascii_serialization()
    }

    /// The absolute URL of `path`, which starts with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.origin())
    }

    /// Whether browsers reach it over TLS.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Whether it names this machine.
    pub fn is_local(&self) -> bool {
        names_this_machine(&self.0)
    }
}

/// Whether what is sent there in the clear stays on this machine.
pub(super) fn names_this_machine(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.origin())
    }
}

impl FromStr for PublicUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let url =
            Url::parse(text).map_err(|_| "write an origin such as https://app.example.com")?;
        let bare = url.path() == "/" && url.query().is_none() && url.username().is_empty();
        match url.scheme() {
            "http" | "https" if bare && url.has_host() => Ok(Self(url)),
            _ => Err("write scheme and host only, such as https://app.example.com"),
        }
    }
}
