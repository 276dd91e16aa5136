use std::{net::SocketAddr, time::Duration};

use hickory_resolver::{
    TokioResolver,
    config::{NameServerConfig, ResolveHosts, ResolverConfig},
    net::{NetError, runtime::TokioRuntimeProvider},
    proto::rr::{RData, rdata::TXT},
};

use super::Domain;
use crate::types::DomainName;

/// The longest that one answer is awaited.
const PATIENCE: Duration = Duration::from_secs(2);

/// The longest that a whole look-up takes, with its repetitions.
const LONGEST: Duration = Duration::from_secs(6);

/// Looks up the TXT records that prove domains. It holds no connection to the database.
pub struct Dns(Option<TokioResolver>);

/// The result of a look-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DnsAnswer {
    /// The record is there.
    Proves,
    /// Servers say that it isn't.
    Lacks,
    /// No server answered, or one had a fault.
    Unknown,
}

impl Dns {
    /// Asks `servers`, or those of the operating system if there are none.
    pub fn new(servers: &[SocketAddr]) -> Self {
        Self(build(servers).map_err(|error| {
            tracing::warn!(error.cause = %error, "No DNS server is known, so no domain can be proven by a record");
        }).ok())
    }

    /// Whether the record that proves a claim is published.
    pub async fn proves(&self, claim: &Domain) -> DnsAnswer {
        self.looks_up(&claim.domain, &claim.dns_value).await
    }

    /// Whether the record of `domain` holds `value`.
    pub async fn looks_up(&self, domain: &DomainName, value: &str) -> DnsAnswer {
        let Some(resolver) = &self.0 else { return DnsAnswer::Unknown };
        // Absolute, so that no search list is tried.
        let name = format!("{}.", record_name(domain));
        let Ok(found) = tokio::time::timeout(LONGEST, resolver.txt_lookup(name)).await else {
            return DnsAnswer::Unknown;
        };
        match found {
            Ok(found) => {
                let records = found.answers().iter().filter_map(|record| match &record.data {
                    RData::TXT(txt) => Some(text(txt)),
                    _ => None,
                });
                let expected = record_value(value);
                let proves = records.into_iter().any(|text| text.trim() == expected);
                if proves { DnsAnswer::Proves } else { DnsAnswer::Lacks }
            }
            Err(error) if error.is_no_records_found() => DnsAnswer::Lacks,
            Err(error) => {
                tracing::debug!(error.cause = %error, "A DNS record could not be looked up");
                DnsAnswer::Unknown
            }
        }
    }
}

/// Returns the name of the record that proves `domain`.
pub(super) fn record_name(domain: &DomainName) -> String {
    format!("_tenantry.{domain}")
}

/// Returns what the record has to hold.
pub(super) fn record_value(value: &str) -> String {
    format!("tenantry-verification={value}")
}

fn build(servers: &[SocketAddr]) -> Result<TokioResolver, NetError> {
    let mut builder = if servers.is_empty() {
        TokioResolver::builder_tokio()?
    } else {
        let servers = servers.iter().map(|server| {
            let mut config = NameServerConfig::udp_and_tcp(server.ip());
            for connection in &mut config.connections {
                connection.port = server.port();
            }
            config
        });
        let config = ResolverConfig::from_name_servers(servers.collect());
        TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
    };
    let options = builder.options_mut();
    options.timeout = PATIENCE;
    options.attempts = 2;
    // An admin who has just published the record should not wait for a negative answer to age.
    options.cache_size = 0;
    options.use_hosts_file = ResolveHosts::Never;
    builder.build()
}

/// A long text is published in several strings.
fn text(txt: &TXT) -> String {
    txt.txt_data.iter().map(|part| String::from_utf8_lossy(part)).collect()
}
