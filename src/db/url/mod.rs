//! Converts a connection URL, as written for libpq, Neon or SQLAlchemy or by hand, into
//! the driver's configuration.

mod error;
mod options;
mod parts;
#[cfg(test)]
mod tests;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio_postgres::config::Host;

pub use self::error::InvalidUrl;
use self::{
    options::Options,
    parts::{Parts, decoded},
};
use crate::config::is_own_network;

/// A parsed connection URL.
#[derive(Debug)]
pub struct Target {
    /// The driver's configuration for each server that is named, in this order.
    pub servers: Vec<tokio_postgres::Config>,
    /// The path of a PEM file with roots, from `sslrootcert`.
    pub root_cert: Option<String>,
    /// Parts written in another dialect, and how they were read.
    pub warnings: Vec<String>,
}

/// Parses `text`; other dialects are accepted with a warning if their meaning is clear.
pub fn parse(text: &str) -> Result<Target, InvalidUrl> {
    let mut warnings = Vec::new();
    let text = unwrapped(text, &mut warnings);
    let parts = Parts::of(text)?;
    scheme(parts.scheme, &mut warnings)?;
    let mut options = Options::default();
    for (name, value) in parts.options() {
        options.read(name, value, &mut warnings)?;
    }
    let servers = servers(&parts, &mut options)?;
    options.apply(servers, warnings)
}

/// Returns `text` with another login: same hosts, database and options.
pub fn with_login(text: &str, user: &str, password: &str) -> Result<String, InvalidUrl> {
    let text = unwrapped(text, &mut Vec::new());
    let Parts { scheme, hosts, database, .. } = Parts::of(text)?;
    let kept: Vec<_> = Parts::of(text)?
        .options()
        .filter(|(name, _)| !matches!(*name, "user" | "password"))
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
    let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC_BUT_UNRESERVED);
    let (user, password) = (encoded(user), encoded(password));
    Ok(format!("{scheme}://{user}:{password}@{hosts}/{database}{query}"))
}

/// Keeps RFC 3986's unreserved characters readable.
const NON_ALPHANUMERIC_BUT_UNRESERVED: &percent_encoding::AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Consoles print the URL as an argument of `psql`, and people copy the quotes.
fn unwrapped<'a>(text: &'a str, warnings: &mut Vec<String>) -> &'a str {
    let bare = text.trim();
    let bare = bare.strip_prefix("psql ").unwrap_or(bare).trim();
    let bare = bare.trim_matches(['\'', '"']);
    if bare != text.trim() {
        warnings.push(String::from("read the URL without what stands around it"));
    }
    bare
}

fn scheme(scheme: &str, warnings: &mut Vec<String>) -> Result<(), InvalidUrl> {
    let lower = scheme.to_ascii_lowercase();
    match lower.split_once('+') {
        None if matches!(&*lower, "postgres" | "postgresql") => Ok(()),
        Some(("postgres" | "postgresql", driver)) => {
            warnings.push(format!("ignored the SQLAlchemy driver +{driver} in the URL's scheme"));
            Ok(())
        }
        _ if lower.starts_with("jdbc:") => Err(InvalidUrl::Jdbc),
        _ => Err(InvalidUrl::Scheme),
    }
}

/// Reads hosts and login; options of the same name take precedence, as in libpq.
fn servers(
    parts: &Parts<'_>,
    options: &mut Options,
) -> Result<Vec<tokio_postgres::Config>, InvalidUrl> {
    let mut config = tokio_postgres::Config::new();
    let user = options.user.take().map(Ok).or_else(|| parts.user.map(decoded)).transpose()?;
    user.map(|user| config.user(user));
    let password = options.password.take().map(Ok).or_else(|| parts.password.map(decoded));
    let password = password.transpose()?;
    password.map(|password| config.password(password));
    let database = options.database.take().map_or_else(|| decoded(parts.database), Ok)?;
    if !database.is_empty() {
        config.dbname(database);
    }
    let (mut hosts, mut ports) = (Vec::new(), Vec::new());
    for text in parts.hosts.split(',').filter(|text| !text.is_empty()) {
        let (host, port) = parts::host(text)?;
        hosts.push(host);
        ports.push(port);
    }
    if let Some(named) = options.hosts.take() {
        hosts = named.split(',').map(str::to_owned).collect();
        ports = vec![None; hosts.len()];
    }
    if let Some(named) = options.ports.take() {
        ports = named.split(',').map(parts::port).collect::<Result<_, _>>()?;
    }
    if hosts.iter().all(String::is_empty) {
        return Err(InvalidUrl::NoHost);
    }
    if ports.len() != hosts.len() && ports.len() != 1 {
        return Err(InvalidUrl::Ports);
    }
    let server = |(host, port): (&String, &Option<u16>)| {
        let mut server = config.clone();
        server.host(host.trim_matches(['[', ']'])).port(port.unwrap_or(5432));
        server
    };
    Ok(hosts.iter().zip(ports.iter().cycle()).map(server).collect())
}

/// Returns the host if it's outside of one's own network.
pub fn exposed(host: &Host) -> Option<&str> {
    let Host::Tcp(name) = host else { return None };
    (!is_own_network(name)).then_some(name)
}
