//! Takes a connection URL as Neon, SQLAlchemy or a person writes it and turns
//! it into what the driver understands.

use std::{net::IpAddr, str::FromStr as _};

use tokio_postgres::config::{ChannelBinding, Host, SslMode};
use url::Url;

/// A connection URL, understood.
pub struct Target {
    /// What the driver connects with.
    pub config: tokio_postgres::Config,
    /// A PEM file of roots from `sslrootcert`.
    pub root_cert: Option<String>,
    /// What was written in another dialect and how it was read.
    pub warnings: Vec<String>,
}

/// Why a connection URL cannot be used; never carries the URL.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidUrl {
    /// It does not parse as a URL with a host.
    #[error("write it as postgresql://user:password@host/database")]
    Malformed,
    /// The scheme is of another database.
    #[error("the scheme must be postgres:// or postgresql://")]
    Scheme,
    /// An option has a value nobody knows.
    #[error("{0} has an unknown value")]
    Option(&'static str),
    /// The server is elsewhere and the connection could be in the clear.
    #[error(
        "the server is not on this machine: add sslmode=require (or verify-full, or disable to accept the risk)"
    )]
    Cleartext,
}

/// Reads `text`; SQLAlchemy's spellings are accepted with a warning.
pub fn parse(text: &str) -> Result<Target, InvalidUrl> {
    let mut url = Url::parse(text).map_err(|_| InvalidUrl::Malformed)?;
    let mut warnings = Vec::new();
    let scheme = scheme(url.scheme(), &mut warnings)?;
    let mut options = Options::default();
    for (name, value) in url.query_pairs() {
        options.read(&name, &value, &mut warnings)?;
    }
    url.set_query(None);
    let rest = url.as_str().split_once("://").ok_or(InvalidUrl::Malformed)?.1;
    let config = tokio_postgres::Config::from_str(&format!("{scheme}://{rest}"));
    options.apply(config.map_err(|_| InvalidUrl::Malformed)?, warnings)
}

fn scheme(scheme: &str, warnings: &mut Vec<String>) -> Result<&'static str, InvalidUrl> {
    match scheme.split_once('+') {
        None if matches!(scheme, "postgres" | "postgresql") => Ok("postgresql"),
        Some(("postgres" | "postgresql", driver)) => {
            warnings.push(format!("ignored the SQLAlchemy driver +{driver} in the URL's scheme"));
            Ok("postgresql")
        }
        _ => Err(InvalidUrl::Scheme),
    }
}

#[derive(Default)]
struct Options {
    ssl_mode: Option<SslMode>,
    channel_binding: Option<ChannelBinding>,
    root_cert: Option<String>,
    application_name: Option<String>,
    options: Option<String>,
    refused_cleartext: bool,
}

impl Options {
    fn read(
        &mut self,
        name: &str,
        value: &str,
        warnings: &mut Vec<String>,
    ) -> Result<(), InvalidUrl> {
        match name {
            "sslmode" => self.read_ssl_mode(value)?,
            "ssl" => {
                warnings.push(format!("read ssl={value} as sslmode"));
                self.read_ssl_mode(value)?;
            }
            "channel_binding" => self.channel_binding = Some(channel_binding(value)?),
            "sslrootcert" if value != "system" => self.root_cert = Some(value.to_owned()),
            "application_name" => self.application_name = Some(value.to_owned()),
            "options" => self.options = Some(value.to_owned()),
            _ => warnings.push(format!("ignored the unknown option {name} in the URL")),
        }
        Ok(())
    }

    /// TLS certificates are always verified here, so `require` is as strict as
    /// libpq's `verify-full`.
    fn read_ssl_mode(&mut self, value: &str) -> Result<(), InvalidUrl> {
        self.refused_cleartext = false;
        self.ssl_mode = Some(match value {
            "require" | "verify-ca" | "verify-full" | "true" => SslMode::Require,
            "disable" | "false" => SslMode::Disable,
            "prefer" | "allow" => {
                self.refused_cleartext = true;
                SslMode::Prefer
            }
            _ => return Err(InvalidUrl::Option("sslmode")),
        });
        Ok(())
    }

    fn apply(
        self,
        mut config: tokio_postgres::Config,
        warnings: Vec<String>,
    ) -> Result<Target, InvalidUrl> {
        if config.get_hosts().is_empty() {
            return Err(InvalidUrl::Malformed);
        }
        if (self.ssl_mode.is_none() || self.refused_cleartext) && !is_local(&config) {
            return Err(InvalidUrl::Cleartext);
        }
        config.ssl_mode(self.ssl_mode.unwrap_or(SslMode::Disable));
        if let Some(binding) = self.channel_binding {
            config.channel_binding(binding);
        }
        config.application_name(self.application_name.as_deref().unwrap_or("tenantry"));
        if let Some(options) = &self.options {
            config.options(options);
        }
        Ok(Target { config, root_cert: self.root_cert, warnings })
    }
}

fn channel_binding(value: &str) -> Result<ChannelBinding, InvalidUrl> {
    match value {
        "require" => Ok(ChannelBinding::Require),
        "prefer" => Ok(ChannelBinding::Prefer),
        "disable" => Ok(ChannelBinding::Disable),
        _ => Err(InvalidUrl::Option("channel_binding")),
    }
}

fn is_local(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => matches!(name.as_str(), "localhost" | "127.0.0.1" | "::1" | "[::1]"),
        Host::Unix(_) => true,
    })
}

/// A domain name or a public address; names without a dot and private addresses
/// are of one's own network.
pub fn exposed(host: &Host) -> Option<&str> {
    let Host::Tcp(name) = host else { return None };
    let is_own = match name.trim_matches(['[', ']']).parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => !name.contains('.'),
    };
    (!is_own).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(query: &str) -> Target {
        parse(&format!("postgresql://u:p@db.example.com/app{query}")).unwrap()
    }

    #[test]
    fn neons_urls_are_taken_as_printed() {
        let target = parsed("?sslmode=require&channel_binding=require");
        assert_eq!(target.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(target.config.get_channel_binding(), ChannelBinding::Require);
        assert!(target.warnings.is_empty());
        assert_eq!(parsed("?sslmode=verify-full").config.get_ssl_mode(), SslMode::Require);
    }

    #[test]
    fn sqlalchemys_spelling_is_taken_with_a_warning() {
        let target = parse("postgresql+asyncpg://u:p@db.example.com/app?ssl=require").unwrap();
        assert_eq!(target.config.get_ssl_mode(), SslMode::Require);
        assert_eq!(target.warnings.len(), 2);
    }

    #[test]
    fn a_remote_server_is_not_reached_in_the_clear_by_accident() {
        for query in ["", "?sslmode=prefer", "?sslmode=allow"] {
            let refused = parse(&format!("postgres://u:p@db.example.com/app{query}"));
            assert_eq!(refused.err(), Some(InvalidUrl::Cleartext), "{query}");
        }
        assert_eq!(parsed("?sslmode=disable").config.get_ssl_mode(), SslMode::Disable);
        assert!(parse("postgres://u:p@localhost/app").is_ok());
    }

    #[test]
    fn a_network_of_ones_own_is_told_from_the_others() {
        let exposed = |host: &str| exposed(&Host::Tcp(host.to_owned())).is_some();
        assert!(exposed("db.example.com") && exposed("203.0.113.7") && exposed("[2001:db8::1]"));
        for own in ["db", "localhost", "127.0.0.1", "10.1.2.3", "[::1]", "fd00::1"] {
            assert!(!exposed(own), "{own}");
        }
    }

    #[test]
    fn what_is_not_postgres_is_refused() {
        assert_eq!(parse("mysql://u@h/d").err(), Some(InvalidUrl::Scheme));
        assert_eq!(parse("nonsense").err(), Some(InvalidUrl::Malformed));
        assert_eq!(
            parse("postgres://u@localhost/d?sslmode=maybe").err(),
            Some(InvalidUrl::Option("sslmode"))
        );
    }

    #[test]
    fn poolers_options_are_dropped() {
        assert_eq!(parsed("?sslmode=require&pgbouncer=true").warnings.len(), 1);
        assert_eq!(parsed("?sslmode=require&sslrootcert=/ca.pem").root_cert.unwrap(), "/ca.pem");
    }
}
