use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use ipnet::IpNet;

/// A network, or a single address as a network of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network(IpNet);

impl Network {
    /// Returns the network.
    pub fn into_inner(self) -> IpNet {
        self.0
    }
}

/// Returns whether a database or server of that name is in one's own network: names without a
/// dot and private addresses are.
pub fn is_own_network(host: &str) -> bool {
    match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => ip.is_loopback() || ip.is_private(),
        Ok(IpAddr::V6(ip)) => ip.is_loopback() || ip.is_unique_local(),
        Err(_) => !host.contains('.'),
    }
}

const EXAMPLE: &str = "write addresses or networks, such as 127.0.0.1 or 10.0.0.0/8";

impl FromStr for Network {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(Self(ip.to_canonical().into()));
        }
        if let Ok(net) = bare.parse::<IpNet>() {
            return Ok(Self(net.trunc()));
        }
        if text.contains('/') {
            return Err(EXAMPLE);
        }
        if bare.parse::<std::net::SocketAddr>().is_ok()
            || text.parse::<std::net::SocketAddr>().is_ok()
        {
            return Err("leave the port away: write the address alone, such as 127.0.0.1");
        }
        if text.chars().any(char::is_alphabetic) && !text.contains(':') {
            return Err("names aren't looked up, because what they stand for changes: write the \
                        proxy's address or network, such as 10.0.0.0/8");
        }
        Err(EXAMPLE)
    }
}

/// A DNS server: an address, with a port if it isn't 53.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NameServer(pub(super) SocketAddr);

impl FromStr for NameServer {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bare = text.parse::<IpAddr>().map(|ip| SocketAddr::new(ip, 53));
        let server = bare.or_else(|_| text.parse());
        server.map(Self).map_err(|_| "write addresses, such as 9.9.9.9 or 127.0.0.1:5353")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dns_server_has_a_port() {
        let port = |text: &str| text.parse::<NameServer>().map(|server| server.0.port());
        assert_eq!(
            (port("9.9.9.9"), port("127.0.0.1:5353"), port("::1")),
            (Ok(53), Ok(5353), Ok(53))
        );
        assert!(port("dns.example").is_err());
    }

    #[test]
    fn addresses_and_networks_are_read() {
        for (text, net) in [
            ("127.0.0.1", "127.0.0.1/32"),
            ("::1", "::1/128"),
            ("[::1]", "::1/128"),
            ("10.0.0.0/8", "10.0.0.0/8"),
            ("172.31.250.1/24", "172.31.250.0/24"),
            ("fd00::/8", "fd00::/8"),
            ("::ffff:10.0.0.1", "10.0.0.1/32"),
        ] {
            assert_eq!(text.parse::<Network>().unwrap().into_inner().to_string(), net, "{text}");
        }
    }

    #[test]
    fn what_is_none_is_refused_with_a_reason() {
        for (text, words) in [
            ("proxy", "names aren't looked up"),
            ("localhost", "names aren't looked up"),
            ("proxy.example.com", "names aren't looked up"),
            ("10.0.0.1:443", "leave the port away"),
            ("[::1]:443", "leave the port away"),
            ("10.0.0.0/33", "such as 127.0.0.1"),
            ("10.0.0", "such as 127.0.0.1"),
            ("*", "such as 127.0.0.1"),
        ] {
            let refused = text.parse::<Network>().unwrap_err();
            assert!(refused.contains(words), "{text}: {refused}");
        }
    }
}
