//! `tenantry healthcheck`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::{anyhow, bail};

use crate::{config::Config, http};

/// Asks the server at the configured address whether it is ready.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let mut outcome = Err(anyhow!("there is no address to ask"));
    for address in reachable(config.server.bind.address) {
        outcome = ask(address).await;
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}

async fn ask(address: SocketAddr) -> anyhow::Result<()> {
    let answer = http::client()?.get(format!("http://{address}/readyz")).send().await?;
    if !answer.status().is_success() {
        bail!("the server isn't ready: {}", answer.status());
    }
    Ok(())
}

/// Returns the addresses at which a server that listens on all interfaces can be reached
/// from this host. `[::]` gives an IPv4 address too, since the machine may not have IPv6.
fn reachable(bind: SocketAddr) -> Vec<SocketAddr> {
    let own: &[IpAddr] = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => &[IpAddr::V4(Ipv4Addr::LOCALHOST)],
        IpAddr::V6(ip) if ip.is_unspecified() => {
            &[IpAddr::V6(Ipv6Addr::LOCALHOST), IpAddr::V4(Ipv4Addr::LOCALHOST)]
        }
        ip => return vec![SocketAddr::new(ip, bind.port())],
    };
    own.iter().map(|ip| SocketAddr::new(*ip, bind.port())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everywhere_is_reached_on_loopback() {
        let asked = |bind: &str| {
            let asked = reachable(bind.parse().unwrap());
            asked.iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(asked("0.0.0.0:80"), ["127.0.0.1:80"]);
        assert_eq!(asked("[::]:80"), ["[::1]:80", "127.0.0.1:80"]);
        assert_eq!(asked("10.0.0.1:80"), ["10.0.0.1:80"]);
    }
}
