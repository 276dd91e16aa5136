//! `tenantry healthcheck`

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use anyhow::ensure;

use crate::{config::Config, http};

/// Asks the server at the configured address whether it is ready.
pub async fn run(config: &Config) -> anyhow::Result<()> {
    let address = reachable(config.server.bind);
    let answer = http::client()?.get(format!("http://{address}/readyz")).send().await?;
    ensure!(answer.status().is_success(), "the server is not ready: {}", answer.status());
    Ok(())
}

/// Where a server that listens everywhere is reached from the same host.
fn reachable(bind: SocketAddr) -> SocketAddr {
    let ip = match bind.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, bind.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everywhere_is_reached_on_loopback() {
        assert_eq!(reachable("0.0.0.0:80".parse().unwrap()), "127.0.0.1:80".parse().unwrap());
        assert_eq!(reachable("[::]:80".parse().unwrap()), "[::1]:80".parse().unwrap());
    }
}
