//! The options after the question mark.

use std::{net::IpAddr, time::Duration};

use tokio_postgres::config::{
    ChannelBinding, Host, LoadBalanceHosts, SslMode, SslNegotiation, TargetSessionAttrs,
};

use super::{InvalidUrl, Target, parts};

/// The options, read one by one; the last one of a name counts.
#[derive(Clone, Default)]
pub(super) struct Options {
    pub(super) hosts: Option<String>,
    pub(super) ports: Option<String>,
    pub(super) user: Option<String>,
    pub(super) password: Option<String>,
    pub(super) database: Option<String>,
    ssl_mode: Option<SslMode>,
    ssl_negotiation: Option<SslNegotiation>,
    channel_binding: Option<ChannelBinding>,
    root_cert: Option<String>,
    application_name: Option<String>,
    options: Option<String>,
    connect_timeout: Option<Duration>,
    balance: Option<LoadBalanceHosts>,
    session: Option<TargetSessionAttrs>,
    refused_cleartext: bool,
}

impl Options {
    pub(super) fn read(
        &mut self,
        name: &str,
        value: &str,
        warnings: &mut Vec<String>,
    ) -> Result<(), InvalidUrl> {
        let text = parts::decoded(value)?;
        match name {
            "host" => self.hosts = Some(text),
            "port" => self.ports = Some(text),
            "user" => self.user = Some(text),
            "password" => self.password = Some(text),
            "dbname" => self.database = Some(text),
            "application_name" => self.application_name = Some(text),
            "options" => self.options = Some(text),
            "sslmode" => self.read_ssl_mode(&text)?,
            "ssl" => {
                warnings.push(String::from("read ssl as sslmode"));
                self.read_ssl_mode(&text)?;
            }
            "sslrootcert" => self.root_cert = (text != "system").then_some(text),
            "sslcert" | "sslkey" => return Err(InvalidUrl::ClientCertificate),
            "sslnegotiation" => self.ssl_negotiation = Some(ssl_negotiation(&text)?),
            "channel_binding" => self.channel_binding = Some(channel_binding(&text)?),
            "connect_timeout" => self.connect_timeout = connect_timeout(&text)?,
            "load_balance_hosts" => self.balance = Some(load_balance(&text)?),
            "target_session_attrs" => self.session = Some(session(&text)?),
            _ => warnings.push(format!("ignored the option {name} in the URL")),
        }
        Ok(())
    }

    /// TLS certificates are always verified here, so `require` is as strict as libpq's
    /// `verify-full`.
    fn read_ssl_mode(&mut self, value: &str) -> Result<(), InvalidUrl> {
        self.refused_cleartext = false;
        self.ssl_mode = Some(match value {
            "require" | "verify-ca" | "verify-full" | "true" | "1" | "on" => SslMode::Require,
            "disable" | "false" | "0" | "off" => SslMode::Disable,
            "prefer" | "allow" => {
                self.refused_cleartext = true;
                SslMode::Prefer
            }
            _ => return Err(InvalidUrl::Option { option: "sslmode" }),
        });
        Ok(())
    }

    /// Applies the options to the servers of an installation, whose configurations have a
    /// host and a login each.
    pub(super) fn apply(
        self,
        servers: Vec<tokio_postgres::Config>,
        warnings: Vec<String>,
    ) -> Result<Target, InvalidUrl> {
        let has_default = self.ssl_mode.is_none() || self.refused_cleartext;
        if has_default && !servers.iter().all(is_local) {
            return Err(InvalidUrl::Cleartext);
        }
        let several = servers.len() > 1;
        let servers = servers.into_iter().map(|server| self.clone().configured(server, several));
        Ok(Target { servers: servers.collect(), root_cert: self.root_cert.clone(), warnings })
    }

    fn configured(
        self,
        mut config: tokio_postgres::Config,
        several: bool,
    ) -> tokio_postgres::Config {
        config.ssl_mode(self.ssl_mode.unwrap_or(SslMode::Disable));
        // With several servers, connect to the primary.
        let session = self.session.or(several.then_some(TargetSessionAttrs::ReadWrite));
        session.map(|session| config.target_session_attrs(session));
        self.ssl_negotiation.map(|negotiation| config.ssl_negotiation(negotiation));
        self.channel_binding.map(|binding| config.channel_binding(binding));
        self.connect_timeout.map(|timeout| config.connect_timeout(timeout));
        self.balance.map(|balance| config.load_balance_hosts(balance));
        self.options.map(|options| config.options(options));
        config.application_name(self.application_name.as_deref().unwrap_or("tenantry"));
        config
    }
}

fn ssl_negotiation(value: &str) -> Result<SslNegotiation, InvalidUrl> {
    match value {
        "postgres" => Ok(SslNegotiation::Postgres),
        "direct" => Ok(SslNegotiation::Direct),
        _ => Err(InvalidUrl::Option { option: "sslnegotiation" }),
    }
}

fn channel_binding(value: &str) -> Result<ChannelBinding, InvalidUrl> {
    match value {
        "require" => Ok(ChannelBinding::Require),
        "prefer" => Ok(ChannelBinding::Prefer),
        "disable" => Ok(ChannelBinding::Disable),
        _ => Err(InvalidUrl::Option { option: "channel_binding" }),
    }
}

/// Zero means "forever" in libpq; `DB_CONNECT_TIMEOUT_SECS` applies then.
fn connect_timeout(value: &str) -> Result<Option<Duration>, InvalidUrl> {
    let seconds: u64 =
        value.parse().map_err(|_| InvalidUrl::Option { option: "connect_timeout" })?;
    Ok((seconds > 0).then(|| Duration::from_secs(seconds)))
}

fn load_balance(value: &str) -> Result<LoadBalanceHosts, InvalidUrl> {
    match value {
        "disable" => Ok(LoadBalanceHosts::Disable),
        "random" => Ok(LoadBalanceHosts::Random),
        _ => Err(InvalidUrl::Option { option: "load_balance_hosts" }),
    }
}

fn session(value: &str) -> Result<TargetSessionAttrs, InvalidUrl> {
    match value {
        "any" => Ok(TargetSessionAttrs::Any),
        "read-write" | "primary" => Ok(TargetSessionAttrs::ReadWrite),
        "read-only" | "standby" | "prefer-standby" => Err(InvalidUrl::ReadOnly),
        _ => Err(InvalidUrl::Option { option: "target_session_attrs" }),
    }
}

fn is_local(config: &tokio_postgres::Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) if name == "localhost" => true,
        Host::Tcp(name) => name.parse().is_ok_and(|ip: IpAddr| ip.is_loopback()),
        Host::Unix(_) => true,
    })
}
